//! Task tokens: what whoever ends a task from outside has been given. Opaque to others; to us it tells the execution,
//! the frame in it and which of its questions the token answers.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use uuid::Uuid;

use super::run::Question;
use crate::aws::text::Text;

/// What stands before every token of ours, so that others aren't taken for one.
const MARK: &[u8] = b"\0EYT1";

/// What a token tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TaskToken<A> {
    /// The ARN of the execution.
    pub execution: A,
    /// The question of its task.
    pub question: Question,
    /// What nobody can guess.
    pub id: Uuid,
}

impl<A: AsRef<str>> TaskToken<A> {
    /// Base64 of it all.
    pub fn text(&self) -> Text {
        let mut bytes = MARK.to_vec();
        bytes.extend(self.id.as_bytes());
        bytes.extend(u32::try_from(self.question.frame).unwrap_or(u32::MAX).to_be_bytes());
        bytes.extend(self.question.turn.to_be_bytes());
        bytes.extend(self.execution.as_ref().as_bytes());
        STANDARD.encode(bytes).into()
    }
}

impl TaskToken<String> {
    /// Reads one; nothing where it isn't ours.
    pub fn parse(text: &str) -> Option<Self> {
        let bytes = STANDARD.decode(text).ok()?;
        let (id, rest) = bytes.strip_prefix(MARK)?.split_first_chunk::<16>()?;
        let (frame, rest) = rest.split_first_chunk::<4>()?;
        let (turn, execution) = rest.split_first_chunk::<4>()?;
        let question = Question { frame: u32::from_be_bytes(*frame) as usize, turn: u32::from_be_bytes(*turn) };
        let execution = String::from_utf8(execution.to_vec()).ok()?;
        Some(TaskToken { execution, question, id: Uuid::from_bytes(*id) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn read_as_it_was_written() {
        let token = TaskToken {
            execution: "arn:aws:states:eu-west-1:000000000000:execution:m:e".to_owned(),
            question: Question { frame: 7, turn: 3 },
            id: Uuid::from_u128(5),
        };
        let text = token.text();
        assert!(text.len() < 1024 && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+/=".contains(&byte)));
        assert_eq!(TaskToken::parse(&text), Some(token));
        for wrong in ["", "NoSuchTaskToken", "AAAA", &text[4..], "no token"] {
            assert_eq!(TaskToken::parse(wrong), None, "{wrong}");
        }
    }
}
