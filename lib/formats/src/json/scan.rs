//! Walks over JSON bytes without building a tree: depth, the elements of a list, the first keys of an object.

use std::borrow::Cow;

/// The bytes end inside a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Truncated;

/// Steps of a pointer that are shown.
const POINTER_STEPS_MAX: usize = 16;

/// Bytes of a key that are shown.
const STEP_BYTES_MAX: usize = 64;

/// One step from the root: a key or the index in a list.
enum Step<'a> {
    Key(&'a [u8]),
    Index(usize),
}

/// The pointer of the first container that holds others deeper than `depth_max`, cut to its first 16 steps; empty if there is none.
pub(crate) fn too_deep(bytes: &[u8], depth_max: usize) -> String {
    let (mut open, mut at) = (0_usize, 0);
    while at < bytes.len() {
        match bytes[at] {
            b'"' => match string_end(bytes, at) {
                Some(end) => at = end,
                None => break,
            },
            b'{' | b'[' => {
                open += 1;
                if open > depth_max {
                    return way(&bytes[..at]);
                }
            }
            b'}' | b']' => open = open.saturating_sub(1),
            _ => {}
        }
        at += 1;
    }
    String::new()
}

/// The pointer of the container that is open at the end of `bytes`.
fn way(bytes: &[u8]) -> String {
    let mut steps: Vec<Step<'_>> = Vec::new();
    let mut last_text: &[u8] = b"";
    let mut at = 0;
    while at < bytes.len() {
        match bytes[at] {
            b'"' => {
                let Some(end) = string_end(bytes, at) else { break };
                last_text = &bytes[at + 1..end];
                at = end;
            }
            b':' => {
                if let Some(Step::Key(key)) = steps.last_mut() {
                    *key = last_text;
                }
            }
            b',' => {
                if let Some(Step::Index(index)) = steps.last_mut() {
                    *index += 1;
                }
            }
            b'{' => steps.push(Step::Key(b"")),
            b'[' => steps.push(Step::Index(0)),
            b'}' | b']' => {
                steps.pop();
            }
            _ => {}
        }
        at += 1;
    }
    pointer(&steps)
}

/// Whether the bytes end inside a container or text; however deep they nest, nothing is kept.
pub(crate) fn is_cut_off(bytes: &[u8]) -> bool {
    let (mut open, mut at) = (0_usize, 0);
    while at < bytes.len() {
        match bytes[at] {
            b'"' => match string_end(bytes, at) {
                Some(end) => at = end,
                None => return true,
            },
            b'{' | b'[' => open += 1,
            b'}' | b']' if open <= 1 => return false,
            b'}' | b']' => open -= 1,
            _ => {}
        }
        at += 1;
    }
    open > 0
}

fn pointer(steps: &[Step<'_>]) -> String {
    let mut out = String::new();
    for step in steps.iter().take(POINTER_STEPS_MAX) {
        out.push('/');
        match step {
            Step::Key(key) => out.push_str(&escape(&String::from_utf8_lossy(&key[..key.len().min(STEP_BYTES_MAX)]))),
            Step::Index(index) => out.push_str(&index.to_string()),
        }
    }
    out
}

/// Escapes one step of a JSON pointer (RFC 6901 §3).
pub(crate) fn escape(step: &str) -> Cow<'_, str> {
    if step.contains(['~', '/']) { Cow::Owned(step.replace('~', "~0").replace('/', "~1")) } else { Cow::Borrowed(step) }
}

/// Index of the quote that closes the string opened at `open`.
fn string_end(bytes: &[u8], open: usize) -> Option<usize> {
    let mut at = open + 1;
    loop {
        at += memchr::memchr2(b'"', b'\\', bytes.get(at..)?)?;
        if bytes[at] == b'"' {
            return Some(at);
        }
        at += 2;
    }
}

/// Index after the value that begins at `from`, at the `,`, `]`, `}` or white space that follows it.
fn value_end(bytes: &[u8], from: usize) -> Option<usize> {
    let mut depth = 0_usize;
    let mut at = from;
    while at < bytes.len() {
        match bytes[at] {
            b'"' => {
                at = string_end(bytes, at)?;
                if depth == 0 {
                    return Some(at + 1);
                }
            }
            b'{' | b'[' => depth += 1,
            b'}' | b']' => {
                match depth {
                    0 => return Some(at),
                    1 => return Some(at + 1),
                    _ => {}
                }
                depth -= 1;
            }
            b',' if depth == 0 => return Some(at),
            byte if depth == 0 && byte.is_ascii_whitespace() => return Some(at),
            _ => {}
        }
        at += 1;
    }
    None
}

/// The elements of a list, each as its bytes; a list that ends early gives its whole elements and then a fault.
pub(crate) struct Elements<'a> {
    bytes: &'a [u8],
    at: usize,
    done: bool,
}

/// Walks the elements of the list that `bytes` begin with.
pub(crate) fn elements(bytes: &[u8]) -> Elements<'_> {
    Elements { bytes, at: 1, done: !bytes.starts_with(b"[") }
}

impl<'a> Iterator for Elements<'a> {
    type Item = Result<&'a [u8], Truncated>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.done {
            return None;
        }
        while self.bytes.get(self.at).is_some_and(|byte| byte.is_ascii_whitespace() || *byte == b',') {
            self.at += 1;
        }
        match self.bytes.get(self.at) {
            Some(b']' | b'}') => {
                self.done = true;
                None
            }
            Some(_) => match value_end(self.bytes, self.at) {
                Some(end) => {
                    let value = &self.bytes[self.at..end];
                    self.at = end;
                    Some(Ok(value))
                }
                None => {
                    self.done = true;
                    Some(Err(Truncated))
                }
            },
            None => {
                self.done = true;
                Some(Err(Truncated))
            }
        }
    }
}

/// The members of the object that `bytes` begin with: key and value as their bytes; ends silently where the bytes end.
pub(crate) fn members(bytes: &[u8]) -> impl Iterator<Item = (&[u8], &[u8])> {
    let mut at = usize::from(bytes.starts_with(b"{"));
    let mut done = at == 0;
    std::iter::from_fn(move || {
        if done {
            return None;
        }
        done = true;
        while bytes.get(at).is_some_and(|byte| byte.is_ascii_whitespace() || *byte == b',') {
            at += 1;
        }
        if bytes.get(at) != Some(&b'"') {
            return None;
        }
        let key_end = string_end(bytes, at)?;
        let key = &bytes[at + 1..key_end];
        at = key_end + 1;
        while bytes.get(at).is_some_and(|byte| byte.is_ascii_whitespace() || *byte == b':') {
            at += 1;
        }
        let end = value_end(bytes, at).unwrap_or(bytes.len());
        let value = &bytes[at.min(end)..end];
        at = end;
        done = false;
        Some((key, value))
    })
}

/// The inside of a JSON string without escapes; nothing for other values.
pub(crate) fn plain_text(value: &[u8]) -> Option<&str> {
    let inside = value.strip_prefix(b"\"")?.strip_suffix(b"\"")?;
    if inside.contains(&b'\\') {
        return None;
    }
    std::str::from_utf8(inside).ok()
}

#[cfg(test)]
mod tests {
    use super::{Truncated, elements, members, plain_text, too_deep};

    #[test]
    fn depth_is_counted_outside_of_strings() {
        assert_eq!(too_deep(br#"{"a": ["[[[", {"b": 1}]}"#, 3), "");
        assert_eq!(too_deep(br#"{"a": [0, {"b": {}}]}"#, 3), "/a/1/b");
        assert_eq!(too_deep(br#"{"a": ["x\"]"#, 3), "");
        assert!(super::is_cut_off(&b"[".repeat(1_000_000)) && super::is_cut_off(br#"{"a": "x"#));
        assert!(!super::is_cut_off(br#"{"a": ["}"]} "#) && !super::is_cut_off(b""));
        assert_eq!(too_deep(&b"[".repeat(1_000_000), 100), "/0".repeat(16));
    }

    #[test]
    fn elements_are_cut_where_they_end() {
        let found: Vec<_> = elements(br#"[{"a":[1,2]}, "x,]" ,3,[]]"#).map(Result::unwrap).collect();
        assert_eq!(found, [&br#"{"a":[1,2]}"#[..], br#""x,]""#, b"3", b"[]"]);
        let broken: Vec<_> = elements(br#"[{"a":1},{"b":"#).collect();
        assert_eq!(broken, [Ok(&br#"{"a":1}"#[..]), Err(Truncated)]);
        assert_eq!(elements(b"[").collect::<Vec<_>>(), [Err(Truncated)]);
    }

    #[test]
    fn members_are_seen_in_order() {
        let found: Vec<_> = members(br#"{"a": "x", "b": {"c": 1} , "d": 2}"#).collect();
        assert_eq!(found, [(&b"a"[..], &br#""x""#[..]), (b"b", br#"{"c": 1}"#), (b"d", b"2")]);
        assert_eq!(plain_text(found[0].1), Some("x"));
        assert_eq!(members(b"{\"a\": [").count(), 1);
    }
}
