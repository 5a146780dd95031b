//! YAML as JSON: the events of a YAML document written as JSON text, so that one reader serves both.
//!
//! Every scalar becomes text except `null`: a version written `1.10` stays `1.10`. Anchors may be set but not used (no expansion).

use saphyr_parser::{Event, Parser, ScalarStyle};

/// Deepest nesting that is read.
const DEPTH_MAX: usize = 64;

/// Largest document that is read, in bytes.
const YAML_BYTES_MAX: usize = 16 * 1024 * 1024;

/// Why a document cannot be read.
#[derive(Debug)]
pub(crate) struct YamlFault {
    /// Line, counted from 1.
    pub(crate) line: usize,
    /// In few words.
    pub(crate) what: String,
}

/// Whether the bytes look like a YAML mapping: the first line that is not blank, a comment or `---` is `key: …` or `key:`.
pub(crate) fn looks_like(bytes: &[u8]) -> bool {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let first = bytes
        .split(|byte| *byte == b'\n')
        .map(<[u8]>::trim_ascii_end)
        .find(|line| !line.is_empty() && !line.starts_with(b"# ") && *line != b"#" && *line != b"---");
    let Some(first) = first else { return false };
    let word = first.iter().take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-')).count();
    word > 0 && first.get(word) == Some(&b':') && first.get(word + 1).is_none_or(u8::is_ascii_whitespace)
}

/// Writes the first document as JSON.
///
/// # Errors
/// [`YamlFault`] if it is not YAML or UTF-8, too deep, too large or uses an alias.
pub(crate) fn to_json(bytes: &[u8]) -> Result<Vec<u8>, YamlFault> {
    if bytes.len() > YAML_BYTES_MAX {
        return Err(YamlFault { line: 1, what: format!("over {YAML_BYTES_MAX} bytes") });
    }
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let line = bytes[..error.valid_up_to()].iter().filter(|byte| **byte == b'\n').count() + 1;
        YamlFault { line, what: "not UTF-8".to_owned() }
    })?;
    let mut writer = Writer { out: Vec::with_capacity(text.len() * 2), open: Vec::new() };
    for event in Parser::new_from_str(text) {
        let (event, span) = event.map_err(|error| YamlFault { line: error.marker().line(), what: error.info().to_owned() })?;
        match writer.event(&event) {
            Ok(false) => {}
            Ok(true) => return Ok(writer.out),
            Err(what) => return Err(YamlFault { line: span.start.line(), what: what.to_owned() }),
        }
    }
    Err(YamlFault { line: 1, what: "no document".to_owned() })
}

/// A collection that is open, with the number of nodes written in it.
enum Open {
    List(usize),
    Map(usize),
}

struct Writer {
    out: Vec<u8>,
    open: Vec<Open>,
}

impl Writer {
    /// Writes one event; true at the end of the document.
    fn event(&mut self, event: &Event<'_>) -> Result<bool, &'static str> {
        match event {
            Event::Scalar(text, style, ..) => {
                let is_key = self.separate(true)?;
                if !is_key && *style == ScalarStyle::Plain && matches!(text.as_ref(), "" | "~" | "null" | "Null" | "NULL") {
                    self.out.extend_from_slice(b"null");
                } else {
                    serde_json::to_writer(&mut self.out, text.as_ref()).map_err(|_| "text that cannot be written")?;
                }
            }
            Event::SequenceStart(..) => self.begin(b'[', Open::List(0))?,
            Event::MappingStart(..) => self.begin(b'{', Open::Map(0))?,
            Event::SequenceEnd => self.end(b']'),
            Event::MappingEnd => self.end(b'}'),
            Event::Alias(_) => return Err("aliases are not read"),
            Event::DocumentEnd => return Ok(true),
            Event::Nothing | Event::StreamStart | Event::StreamEnd | Event::DocumentStart(_) => {}
        }
        Ok(false)
    }

    /// Writes what stands between this node and the one before; true if the node is a key.
    fn separate(&mut self, scalar: bool) -> Result<bool, &'static str> {
        let (mark, is_key) = match self.open.last_mut() {
            None => (None, false),
            Some(Open::List(count)) => {
                *count += 1;
                ((*count > 1).then_some(b','), false)
            }
            Some(Open::Map(count)) => {
                *count += 1;
                let is_key = *count % 2 == 1;
                (if is_key { (*count > 1).then_some(b',') } else { Some(b':') }, is_key)
            }
        };
        if is_key && !scalar {
            return Err("a key is text");
        }
        self.out.extend(mark);
        Ok(is_key)
    }

    fn begin(&mut self, mark: u8, open: Open) -> Result<(), &'static str> {
        self.separate(false)?;
        if self.open.len() >= DEPTH_MAX {
            return Err("nested too deep");
        }
        self.out.push(mark);
        self.open.push(open);
        Ok(())
    }

    fn end(&mut self, mark: u8) {
        self.open.pop();
        self.out.push(mark);
    }
}

#[cfg(test)]
mod tests {
    use super::{looks_like, to_json};

    fn json(yaml: &str) -> String {
        String::from_utf8(to_json(yaml.as_bytes()).unwrap()).unwrap()
    }

    #[test]
    fn scalars_stay_as_they_are_written() {
        assert_eq!(json("a: 1.10\nb: [~, 'null', \"x\\ty\"]\nc:\n"), r#"{"a":"1.10","b":[null,"null","x\ty"],"c":null}"#);
        assert_eq!(json("a: |\n  one\n  two\nb: {}\n"), "{\"a\":\"one\\ntwo\\n\",\"b\":{}}");
    }

    #[test]
    fn a_document_that_would_grow_or_dive_is_refused() {
        assert!(to_json(b"a: &x [1]\nb: [*x, *x]\n").unwrap_err().what.contains("alias"));
        assert!(to_json("[".repeat(100_000).as_bytes()).is_err());
        assert!(to_json("- ".repeat(100_000).as_bytes()).is_err());
        assert!(to_json("{a: ".repeat(100_000).as_bytes()).is_err());
        assert_eq!(to_json(b"a: 1\nb: \xFF\n").unwrap_err().line, 2);
    }

    #[test]
    fn yaml_is_told_from_other_text() {
        assert!(looks_like(b"# note\n---\nid: X\n"));
        assert!(!looks_like(b"{\"id\": 1}") && !looks_like(b"cve,epss\nCVE-1,0\n") && !looks_like(b"") && !looks_like(b"http://x"));
    }
}
