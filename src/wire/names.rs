//! How the services that speak the query protocol spell their lists and maps, in requests and replies.
//! One small table a service; everything not named here is spelled as its member.

/// The spelling of one service.
#[derive(Debug)]
pub struct Names {
    /// The XML namespace of its replies.
    pub namespace: &'static str,
    /// Whether lists and maps stand without a wrapping element.
    pub flattened: bool,
    /// The members that are spelled otherwise.
    pub spellings: &'static [(&'static str, Spelling)],
}

/// How one list or map member is spelled.
#[derive(Debug)]
pub struct Spelling {
    /// Its names before the number in a request; the first one is also its element in a reply.
    /// Empty: an element is called as the shape of the list's items.
    pub names: &'static [&'static str],
    /// A map's key.
    pub key: &'static str,
    /// A map's value.
    pub value: &'static str,
}

impl Names {
    /// The spelling of `member`, if it differs.
    pub fn of(&self, member: &str) -> Option<&'static Spelling> {
        self.spellings.iter().find(|(name, _)| *name == member).map(|(_, spelling)| spelling)
    }
}

const fn list(names: &'static [&'static str]) -> Spelling {
    Spelling { names, key: "key", value: "value" }
}

const fn map(names: &'static [&'static str], key: &'static str, value: &'static str) -> Spelling {
    Spelling { names, key, value }
}

/// Amazon SQS: everything flattened.
pub const SQS: Names = Names {
    namespace: "http://queue.amazonaws.com/doc/2012-11-05/",
    flattened: true,
    spellings: &[
        ("Attributes", map(&["Attribute"], "Name", "Value")),
        ("MessageAttributes", map(&["MessageAttribute"], "Name", "Value")),
        ("MessageSystemAttributes", map(&["MessageSystemAttribute"], "Name", "Value")),
        ("Tags", map(&["Tag"], "Key", "Value")),
        ("tags", map(&["Tag"], "Key", "Value")),
        ("TagKeys", list(&["TagKey"])),
        ("AttributeNames", list(&["AttributeName"])),
        ("MessageSystemAttributeNames", list(&["MessageSystemAttributeName"])),
        ("MessageAttributeNames", list(&["MessageAttributeName"])),
        ("AWSAccountIds", list(&["AWSAccountId"])),
        ("Actions", list(&["ActionName"])),
        (
            "Entries",
            list(&[
                "SendMessageBatchRequestEntry",
                "DeleteMessageBatchRequestEntry",
                "ChangeMessageVisibilityBatchRequestEntry",
            ]),
        ),
        ("Messages", list(&["Message"])),
        ("QueueUrls", list(&["QueueUrl"])),
        ("queueUrls", list(&["QueueUrl"])),
        ("Successful", list(&[])),
        ("Failed", list(&["BatchResultErrorEntry"])),
        ("Results", list(&["ListMessageMoveTasksResultEntry"])),
    ],
};

/// Amazon SNS: nothing flattened.
pub const SNS: Names = Names {
    namespace: "http://sns.amazonaws.com/doc/2010-03-31/",
    flattened: false,
    spellings: &[("MessageAttributes", map(&["MessageAttributes"], "Name", "Value"))],
};
