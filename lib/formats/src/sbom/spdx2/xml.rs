//! SPDX 2.2 and 2.3 as XML, turned into the JSON form: an element is a key, a repeated one an entry of a list.

use super::super::SbomFault;
use quick_xml::Reader;
use quick_xml::events::Event;
use serde_json::{Map, Value};

/// Elements that stand for one entry of a list.
const LISTS: [&str; 6] = ["packages", "relationships", "checksums", "externalRefs", "documentDescribes", "creators"];
/// Elements of the document that say nothing of packages.
const SKIPPED: [&str; 4] = ["files", "snippets", "hasExtractedLicensingInfos", "annotations"];
/// Bytes of one text that are kept.
const TEXT_BYTES_MAX: usize = 1024 * 1024;

/// The document in the JSON form.
pub(super) fn to_json(text: &str, depth_max: usize) -> Result<String, SbomFault> {
    let schema = |pointer: String| SbomFault::Schema { format: "XML".to_owned(), n: 1, pointer };
    let line = |at: u64| {
        let end = usize::try_from(at).unwrap_or(text.len()).min(text.len());
        format!("line {}", text.as_bytes()[..end].iter().filter(|byte| **byte == b'\n').count() + 1)
    };
    let mut reader = Reader::from_str(text);
    // Elements that are open: name, members so far, text so far.
    let mut open: Vec<(String, Map<String, Value>, String)> = Vec::new();
    let mut skipping = 0_usize;
    loop {
        let event = reader.read_event().map_err(|error| match error {
            quick_xml::Error::Syntax(_) => SbomFault::Truncated { byte: text.len() },
            _ => schema(line(reader.error_position())),
        })?;
        let position = reader.buffer_position();
        match event {
            Event::Start(element) => {
                let name = element.local_name();
                let name: &str = name.as_ref();
                if open.len() + skipping >= depth_max {
                    return Err(schema(line(position)));
                }
                if skipping > 0 || (open.len() == 1 && SKIPPED.contains(&name)) {
                    skipping += 1;
                } else {
                    open.push((name.to_owned(), Map::new(), String::new()));
                }
            }
            Event::End(_) if skipping > 0 => skipping -= 1,
            Event::End(_) => {
                let Some((name, members, text)) = open.pop() else { return Err(schema(line(position))) };
                let value = if members.is_empty() { Value::String(text.trim().to_owned()) } else { Value::Object(members) };
                match open.last_mut() {
                    None => return Ok(value.to_string()),
                    Some((_, parent, _)) if LISTS.contains(&name.as_str()) => {
                        if let Value::Array(list) = parent.entry(name).or_insert_with(|| Value::Array(Vec::new())) {
                            list.push(value);
                        }
                    }
                    Some((_, parent, _)) => {
                        parent.entry(name).or_insert(value);
                    }
                }
            }
            Event::Text(piece) => push(&mut open, skipping, &piece.xml10_content()),
            Event::CData(piece) => push(&mut open, skipping, &piece.xml10_content()),
            Event::GeneralRef(reference) => match crate::elements::resolve(&reference) {
                Some(letter) => push(&mut open, skipping, letter.encode_utf8(&mut [0; 4])),
                None => return Err(schema(line(position))),
            },
            Event::Eof => return Err(SbomFault::Truncated { byte: text.len() }),
            Event::Empty(_) | Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => {}
        }
    }
}

fn push(open: &mut [(String, Map<String, Value>, String)], skipping: usize, piece: &str) {
    if let Some((_, _, text)) = open.last_mut().filter(|_| skipping == 0)
        && text.len() + piece.len() <= TEXT_BYTES_MAX
    {
        text.push_str(piece);
    }
}
