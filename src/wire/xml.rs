//! Replies of the query protocol: a serde serializer that writes XML. Knows no service; the spelling of lists and
//! maps comes from [`Names`].

use std::fmt::{self, Write};

use serde::ser::{self, Impossible, Serialize, SerializeMap, SerializeSeq, SerializeStruct, Serializer};

use super::names::{Names, Spelling};
use crate::aws::fault::Fault;

/// The reply of `operation`: its result, if it has one, and the request id.
pub fn reply<T: Serialize>(operation: &str, result: &T, request_id: &str, names: &Names) -> String {
    let mut writer = Writer { out: String::with_capacity(512), names };
    let namespace = names.namespace;
    let _ = write!(writer.out, "<?xml version=\"1.0\"?><{operation}Response xmlns=\"{namespace}\">");
    let element = format!("{operation}Result");
    // A value that XML can't hold would be a mistake of ours in `api.rs`; the model tests find it.
    let _ = result.serialize(Element { writer: &mut writer, name: &element, spelling: None, top: true });
    let _ = write!(
        writer.out,
        "<ResponseMetadata><RequestId>{request_id}</RequestId></ResponseMetadata></{operation}Response>"
    );
    writer.out
}

/// An error reply.
pub fn fault(fault: &Fault, request_id: &str, names: &Names) -> String {
    let kind = if fault.sender { "Sender" } else { "Receiver" };
    let mut out = String::with_capacity(512);
    let _ = write!(
        out,
        "<?xml version=\"1.0\"?><ErrorResponse xmlns=\"{}\"><Error><Type>{kind}</Type><Code>",
        names.namespace
    );
    escape(&mut out, fault.code);
    out.push_str("</Code><Message>");
    escape(&mut out, fault.query_message());
    out.push_str("</Message>");
    out.push_str(if names.flattened { "<Detail/>" } else { "" });
    let _ = write!(out, "</Error><RequestId>{request_id}</RequestId></ErrorResponse>");
    out
}

/// Writes text so that a parser gives it back unchanged: a carriage return would be read as a line feed.
/// What XML 1.0 can't hold at all (only error texts that quote a request have it) becomes U+FFFD.
fn escape(out: &mut String, text: &str) {
    let mut rest = text;
    // U+FFFE and U+FFFF begin with the byte 0xEF, as some characters do that can stay.
    while let Some(at) = rest.bytes().position(|b| b < b' ' || matches!(b, b'&' | b'<' | b'>' | b'"' | 0xEF)) {
        out.push_str(&rest[..at]);
        let mut tail = rest[at..].chars();
        match tail.next() {
            Some('&') => out.push_str("&amp;"),
            Some('<') => out.push_str("&lt;"),
            Some('>') => out.push_str("&gt;"),
            Some('"') => out.push_str("&quot;"),
            Some('\r') => out.push_str("&#13;"),
            Some(c @ ('\t' | '\n')) => out.push(c),
            Some(c) if c >= ' ' && !matches!(c, '\u{FFFE}' | '\u{FFFF}') => out.push(c),
            _ => out.push('\u{FFFD}'),
        }
        rest = tail.as_str();
    }
    out.push_str(rest);
}

struct Writer<'n> {
    out: String,
    names: &'n Names,
}

impl Writer<'_> {
    fn open(&mut self, name: &str) {
        let _ = write!(self.out, "<{name}>");
    }

    fn close(&mut self, name: &str) {
        let _ = write!(self.out, "</{name}>");
    }
}

/// A value about to be written as the element `name`.
struct Element<'w, 'n, 's> {
    writer: &'w mut Writer<'n>,
    name: &'s str,
    /// How the member spells its entries, if it is a list or map of its own spelling.
    spelling: Option<&'static Spelling>,
    /// The result of an operation: `()` writes nothing at all.
    top: bool,
}

/// A value that XML has no place for.
#[derive(Debug)]
pub struct NoXml(String);

impl fmt::Display for NoXml {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for NoXml {}

impl ser::Error for NoXml {
    fn custom<T: fmt::Display>(text: T) -> Self {
        NoXml(text.to_string())
    }
}

impl Element<'_, '_, '_> {
    fn text(self, text: &str) -> Result<(), NoXml> {
        self.writer.open(self.name);
        escape(&mut self.writer.out, text);
        self.writer.close(self.name);
        Ok(())
    }

    /// The element of an entry of this list or map where entries stand without a wrapper.
    fn flat_name(&self) -> Option<&str> {
        match self.spelling {
            Some(spelling) => spelling.names.first().copied(),
            None => Some(self.name),
        }
    }
}

impl<'w, 'n, 's> Serializer for Element<'w, 'n, 's> {
    type Ok = ();
    type Error = NoXml;
    type SerializeSeq = Entries<'w, 'n, 's>;
    type SerializeTuple = Impossible<(), NoXml>;
    type SerializeTupleStruct = Impossible<(), NoXml>;
    type SerializeTupleVariant = Impossible<(), NoXml>;
    type SerializeMap = Entries<'w, 'n, 's>;
    type SerializeStruct = Members<'w, 'n, 's>;
    type SerializeStructVariant = Impossible<(), NoXml>;

    fn serialize_bool(self, value: bool) -> Result<(), NoXml> {
        self.text(if value { "true" } else { "false" })
    }

    fn serialize_i8(self, value: i8) -> Result<(), NoXml> {
        self.serialize_i64(value.into())
    }

    fn serialize_i16(self, value: i16) -> Result<(), NoXml> {
        self.serialize_i64(value.into())
    }

    fn serialize_i32(self, value: i32) -> Result<(), NoXml> {
        self.serialize_i64(value.into())
    }

    fn serialize_i64(self, value: i64) -> Result<(), NoXml> {
        self.collect_str(&value)
    }

    fn serialize_u8(self, value: u8) -> Result<(), NoXml> {
        self.serialize_u64(value.into())
    }

    fn serialize_u16(self, value: u16) -> Result<(), NoXml> {
        self.serialize_u64(value.into())
    }

    fn serialize_u32(self, value: u32) -> Result<(), NoXml> {
        self.serialize_u64(value.into())
    }

    fn serialize_u64(self, value: u64) -> Result<(), NoXml> {
        self.collect_str(&value)
    }

    fn serialize_f32(self, value: f32) -> Result<(), NoXml> {
        self.collect_str(&value)
    }

    fn serialize_f64(self, value: f64) -> Result<(), NoXml> {
        self.collect_str(&value)
    }

    fn serialize_char(self, value: char) -> Result<(), NoXml> {
        self.collect_str(&value)
    }

    fn serialize_str(self, value: &str) -> Result<(), NoXml> {
        self.text(value)
    }

    fn serialize_bytes(self, _: &[u8]) -> Result<(), NoXml> {
        Err(NoXml("bytes are written as base64 text".to_owned()))
    }

    fn serialize_none(self) -> Result<(), NoXml> {
        Ok(())
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), NoXml> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<(), NoXml> {
        if !self.top {
            let _ = write!(self.writer.out, "<{}/>", self.name);
        }
        Ok(())
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result<(), NoXml> {
        self.serialize_unit()
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, variant: &'static str) -> Result<(), NoXml> {
        self.text(variant)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _: &'static str, value: &T) -> Result<(), NoXml> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        value: &T,
    ) -> Result<(), NoXml> {
        value.serialize(self)
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Entries<'w, 'n, 's>, NoXml> {
        Ok(Entries::open(self, "member"))
    }

    fn serialize_tuple(self, _: usize) -> Result<Self::SerializeTuple, NoXml> {
        Err(NoXml("a tuple".to_owned()))
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Self::SerializeTupleStruct, NoXml> {
        Err(NoXml("a tuple".to_owned()))
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeTupleVariant, NoXml> {
        Err(NoXml("a tuple".to_owned()))
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Entries<'w, 'n, 's>, NoXml> {
        Ok(Entries::open(self, "entry"))
    }

    fn serialize_struct(self, shape: &'static str, _: usize) -> Result<Members<'w, 'n, 's>, NoXml> {
        // A list may call its items by their shape: then the item's element has no name yet.
        let name = if self.name.is_empty() { shape } else { self.name };
        let start = self.writer.out.len();
        self.writer.open(name);
        Ok(Members { writer: self.writer, name, start })
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeStructVariant, NoXml> {
        Err(NoXml("a variant".to_owned()))
    }
}

/// A struct's members, each an element.
struct Members<'w, 'n, 's> {
    writer: &'w mut Writer<'n>,
    name: &'s str,
    start: usize,
}

impl SerializeStruct for Members<'_, '_, '_> {
    type Ok = ();
    type Error = NoXml;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) -> Result<(), NoXml> {
        let spelling = self.writer.names.of(name);
        value.serialize(Element { writer: self.writer, name, spelling, top: false })
    }

    fn end(self) -> Result<(), NoXml> {
        if self.writer.out.len() == self.start + self.name.len() + 2 {
            self.writer.out.truncate(self.start);
            let _ = write!(self.writer.out, "<{}/>", self.name);
        } else {
            self.writer.close(self.name);
        }
        Ok(())
    }
}

/// The entries of a list or map, wrapped or flattened.
struct Entries<'w, 'n, 's> {
    writer: &'w mut Writer<'n>,
    /// The wrapping element, if there is one.
    wrapper: Option<&'s str>,
    /// The element of an entry; empty where it is the shape of the item.
    entry: String,
    key: &'static str,
    value: &'static str,
}

impl<'w, 'n, 's> Entries<'w, 'n, 's> {
    fn open(element: Element<'w, 'n, 's>, wrapped: &str) -> Self {
        let flattened = element.writer.names.flattened;
        let entry = if flattened { element.flat_name().unwrap_or_default() } else { wrapped }.to_owned();
        let (key, value) = element.spelling.map_or(("key", "value"), |s| (s.key, s.value));
        let wrapper = (!flattened).then_some(element.name);
        if let Some(name) = wrapper {
            element.writer.open(name);
        }
        Entries { writer: element.writer, wrapper, entry, key, value }
    }

    fn close(self) -> Result<(), NoXml> {
        if let Some(name) = self.wrapper {
            self.writer.close(name);
        }
        Ok(())
    }
}

impl SerializeSeq for Entries<'_, '_, '_> {
    type Ok = ();
    type Error = NoXml;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), NoXml> {
        value.serialize(Element { writer: self.writer, name: &self.entry, spelling: None, top: false })
    }

    fn end(self) -> Result<(), NoXml> {
        self.close()
    }
}

impl SerializeMap for Entries<'_, '_, '_> {
    type Ok = ();
    type Error = NoXml;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), NoXml> {
        self.writer.open(&self.entry);
        key.serialize(Element { writer: self.writer, name: self.key, spelling: None, top: false })
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), NoXml> {
        value.serialize(Element { writer: self.writer, name: self.value, spelling: None, top: false })?;
        self.writer.close(&self.entry);
        Ok(())
    }

    fn end(self) -> Result<(), NoXml> {
        self.close()
    }
}
