//! Finds the line of a place that a JSON pointer names, without building a tree.

use super::scan;

/// The lines, counted from 1, on which the values that `pointers` name begin; none where there is no such value.
///
/// A pointer to a key that is missing gives the line of the last value on its way. Other texts than pointers give nothing, and
/// keys written with escapes are not found. One walk serves all pointers.
#[must_use]
pub fn lines(bytes: &[u8], pointers: &[&str]) -> Vec<Option<usize>> {
    let document = super::trim_start(bytes);
    let mut offsets = vec![None; pointers.len()];
    let open: Vec<(usize, Vec<String>)> = pointers
        .iter()
        .enumerate()
        .filter(|(_, pointer)| pointer.is_empty() || pointer.starts_with('/'))
        .map(|(at, pointer)| (at, pointer.split('/').skip(1).map(|step| step.replace("~1", "/").replace("~0", "~")).collect()))
        .collect();
    let open = open.iter().map(|(at, steps)| (*at, steps.as_slice())).collect();
    if document.starts_with(b"{") || document.starts_with(b"[") {
        place(document, bytes.len() - document.len(), open, &mut offsets);
    }
    let mut order: Vec<usize> = (0..offsets.len()).filter(|at| offsets[*at].is_some()).collect();
    order.sort_by_key(|at| offsets[*at]);
    let (mut line, mut counted) = (1, 0);
    let mut found = vec![None; pointers.len()];
    for at in order {
        let offset = offsets[at].unwrap_or(counted).min(bytes.len());
        line += bytes[counted..offset].iter().filter(|byte| **byte == b'\n').count();
        counted = offset;
        found[at] = Some(line);
    }
    found
}

/// Notes where `value` begins for all that lead to it or through it, and goes on into the parts that are asked for.
fn place(value: &[u8], offset: usize, open: Vec<(usize, &[String])>, offsets: &mut [Option<usize>]) {
    for (at, _) in &open {
        offsets[*at] = Some(offset);
    }
    let mut open: Vec<_> = open.into_iter().filter(|(_, steps)| !steps.is_empty()).collect();
    let into = |open: &mut Vec<(usize, &[String])>, offsets: &mut [Option<usize>], step: &str, part: &[u8]| {
        let mut within = Vec::new();
        open.retain(|(at, steps)| {
            let leads = steps[0] == step;
            if leads {
                within.push((*at, *steps));
            }
            !leads
        });
        if !within.is_empty() {
            let inside = part.as_ptr() as usize - value.as_ptr() as usize;
            place(part, offset + inside, within.into_iter().map(|(at, steps)| (at, &steps[1..])).collect(), offsets);
        }
    };
    if value.starts_with(b"[") {
        for (index, part) in scan::elements(value).enumerate() {
            let Ok(part) = part else { break };
            if open.is_empty() {
                break;
            }
            into(&mut open, offsets, &index.to_string(), part);
        }
    } else {
        for (key, part) in scan::members(value) {
            if open.is_empty() {
                break;
            }
            if let Ok(key) = std::str::from_utf8(key) {
                into(&mut open, offsets, key, part);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::lines;

    #[test]
    fn each_place_has_its_line() {
        let text = "\u{feff}{\n \"a\": [\n  1,\n  {\"b/c\":\n   true}\n ],\n \"d\": 2 }";
        let asked = ["", "/d", "/a/1/b~1c", "/a/1/x/y", "/a/0", "line 3", "/q", "/a/7"];
        assert_eq!(lines(text.as_bytes(), &asked), [Some(1), Some(7), Some(5), Some(4), Some(3), None, Some(1), Some(2)]);
        assert_eq!(lines(b"<bom/>", &["/bom"]), [None]);
        assert_eq!(lines(b"{\"a\": [1,", &["/a/0", "/a/1"]), [Some(1), Some(1)]);
    }
}
