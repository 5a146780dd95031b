//! XML cut into the elements that records stand in; each becomes a small tree, the rest is never held.

use crate::problem::Problems;
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use std::borrow::Cow;

/// Largest record, in bytes of text and attributes.
const RECORD_TEXT_MAX: usize = 4 * 1024 * 1024;
/// Elements of one record.
const RECORD_ELEMENTS_MAX: usize = 100_000;
/// Levels of elements.
const DEPTH_MAX: usize = 64;

/// An element.
#[derive(Debug, Default)]
pub(crate) struct Element {
    /// Local name.
    pub name: String,
    attributes: Vec<(String, String)>,
    text: String,
    children: Vec<Self>,
}

impl Element {
    /// Value of an attribute by its local name.
    pub(crate) fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(key, _)| key == name).map(|(_, value)| value.trim()).filter(|value| !value.is_empty())
    }

    /// Elements of this name inside.
    pub(crate) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Self> {
        self.children.iter().filter(move |child| child.name == name)
    }

    /// The first element at a way of names with slashes between them.
    pub(crate) fn at(&self, way: &str) -> Option<&Self> {
        way.split('/').try_fold(self, |element, name| element.children.iter().find(|child| child.name == name))
    }

    /// Its text without blanks around it; none when empty.
    pub(crate) fn text(&self) -> Option<&str> {
        Some(self.text.trim()).filter(|text| !text.is_empty())
    }

    /// The text at a way.
    pub(crate) fn text_at(&self, way: &str) -> Option<&str> {
        self.at(way)?.text()
    }
}

/// The text of an XML document, by its mark or its declaration; UTF-8 where neither says another encoding.
pub(crate) fn text(bytes: &[u8]) -> Cow<'_, str> {
    if let Some((encoding, mark)) = encoding_rs::Encoding::for_bom(bytes) {
        return encoding.decode_without_bom_handling(bytes.get(mark..).unwrap_or_default()).0;
    }
    let head = String::from_utf8_lossy(bytes.get(..bytes.len().min(200)).unwrap_or_default());
    let declared = head.split_once("encoding=").and_then(|(_, rest)| {
        let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''))?;
        rest.get(1..)?.split(quote).next()
    });
    let encoding = declared.and_then(|label| encoding_rs::Encoding::for_label(label.as_bytes())).unwrap_or(encoding_rs::UTF_8);
    encoding.decode_without_bom_handling(bytes).0
}

/// Hands on each element of one of these names, wherever it stands, with its number. What is cut off is a problem, and what came before it
/// is kept; so is a record beyond the limits. Entities of a DTD are not expanded.
pub(crate) fn each(text: &str, names: &[&str], problems: &mut Problems, take: &mut dyn FnMut(usize, &Element, &mut Problems)) {
    let mut reader = Reader::from_str(text);
    let mut open: Vec<Element> = Vec::new();
    let (mut depth, mut count, mut size, mut elements) = (0usize, 0usize, 0usize, 0usize);
    // Beyond a limit nothing is kept: elements that begin are only counted, so that their ends are known.
    let (mut over, mut passed) = (false, 0usize);
    loop {
        let event = match reader.read_event() {
            Ok(event) => event,
            Err(error) => return problems.note("record.not_xml", format!("byte {}", reader.error_position()), error.to_string()),
        };
        let ended = match event {
            Event::Start(start) => {
                depth += 1;
                if !open.is_empty() || names.contains(&local(&start)) {
                    elements += 1;
                    over |= open.len() >= DEPTH_MAX || elements > RECORD_ELEMENTS_MAX;
                    if over {
                        passed += 1;
                    } else {
                        open.push(element(&start, &mut size));
                        over |= size > RECORD_TEXT_MAX;
                    }
                }
                false
            }
            Event::Empty(start) => {
                if let Some(parent) = open.last_mut() {
                    elements += 1;
                    over |= elements > RECORD_ELEMENTS_MAX;
                    if !over {
                        parent.children.push(element(&start, &mut size));
                        over |= size > RECORD_TEXT_MAX;
                    }
                }
                false
            }
            Event::End(_) => {
                depth = depth.saturating_sub(1);
                let counted = passed > 0;
                passed = passed.saturating_sub(1);
                !counted
            }
            Event::Text(piece) => {
                push(&mut open, &piece.xml10_content(), &mut size, &mut over);
                false
            }
            Event::CData(piece) => {
                push(&mut open, &piece.xml10_content(), &mut size, &mut over);
                false
            }
            Event::GeneralRef(reference) => {
                if let Some(letter) = resolve(&reference) {
                    push(&mut open, letter.encode_utf8(&mut [0; 4]), &mut size, &mut over);
                }
                false
            }
            Event::Eof => {
                if depth > 0 || !open.is_empty() {
                    problems.note("record.truncated", format!("record {count}"), "the document ends early");
                }
                return;
            }
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => false,
        };
        let Some(done) = ended.then(|| open.pop()).flatten() else { continue };
        match open.last_mut() {
            Some(parent) if !over => parent.children.push(done),
            Some(_) => {}
            None => {
                if over {
                    problems.note("record.too_large", format!("record {count}"), "it has more elements, levels or text than are read");
                } else if count < crate::documents::RECORDS_MAX {
                    take(count, &done, problems);
                }
                count += 1;
                (size, elements, over, passed) = (0, 0, false, 0);
            }
        }
    }
}

/// The letter of a numeric reference or of one of XML's own five; none for an entity of a DTD.
pub(crate) fn resolve(reference: &quick_xml::events::BytesRef<'_>) -> Option<char> {
    if let Ok(Some(letter)) = reference.resolve_char_ref() {
        return Some(letter);
    }
    let name: &str = reference;
    match name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => None,
    }
}

fn local<'a>(start: &'a BytesStart<'_>) -> &'a str {
    start.local_name().into_inner()
}

fn element(start: &BytesStart<'_>, size: &mut usize) -> Element {
    let mut attributes = Vec::new();
    for attribute in start.attributes().flatten().take(64) {
        let key = attribute.key.local_name().into_inner().to_owned();
        let value = quick_xml::escape::unescape(&attribute.value).unwrap_or(Cow::Borrowed(&*attribute.value)).into_owned();
        *size += key.len() + value.len();
        attributes.push((key, value));
    }
    Element { name: local(start).to_owned(), attributes, ..Element::default() }
}

fn push(open: &mut [Element], piece: &str, size: &mut usize, over: &mut bool) {
    if let Some(element) = open.last_mut() {
        *size += piece.len();
        *over |= *size > RECORD_TEXT_MAX;
        if !*over {
            element.text.push_str(piece);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(text: &str) -> (Vec<String>, Vec<&'static str>) {
        let (mut problems, mut found) = (Problems::default(), Vec::new());
        each(text, &["item"], &mut problems, &mut |_, item, _| found.push(item.text_at("a/b").unwrap_or("").to_owned()));
        (found, problems.into_vec().iter().map(|problem| problem.code).collect())
    }

    #[test]
    fn each_record_is_a_tree_and_a_broken_one_loses_itself_alone() {
        assert_eq!(names("<x><item><a><b>1 &amp; 2</b></a></item><item><a><b>3</b></a></item></x>").0, ["1 & 2", "3"]);
        let (found, problems) = names("<x><item><a><b>1</b></a></item><item><a>");
        assert_eq!((found.len(), problems), (1, vec!["record.truncated"]));
        let deep = format!("<x><item>{}{}</item><item><a><b>2</b></a></item></x>", "<a>".repeat(200), "</a>".repeat(200));
        let (found, problems) = names(&deep);
        assert_eq!((found, problems), (vec!["2".to_owned()], vec!["record.too_large"]));
    }

    #[test]
    fn entities_of_a_dtd_are_not_expanded() {
        let text = "<!DOCTYPE x [<!ENTITY e \"eeee\">]><x><item><a><b>1&e;2</b></a></item></x>";
        assert_eq!(names(text).0, ["12"]);
    }

    #[test]
    fn the_declaration_names_the_encoding() {
        let sjis = b"<?xml version=\"1.0\" encoding=\"Shift_JIS\"?><a>\x93\xfa\x96{</a>";
        assert!(text(sjis).contains("日本"));
        assert!(text("<a>日本</a>".as_bytes()).contains("日本"));
    }
}
