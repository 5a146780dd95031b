//! 6.2.13: the keys of every object should be sorted.

use crate::csaf::rules::Found;
use crate::csaf::tree::Value;
use crate::csaf::view::Doc;

/// What is out of order: the first place, and how many there are.
#[derive(Default)]
struct Unsorted {
    first: Option<String>,
    count: usize,
}

pub(in crate::csaf::rules) fn check(doc: &Doc<'_>, found: Found<'_>) {
    let mut unsorted = Unsorted::default();
    walk(doc.root, &mut Vec::new(), &mut unsorted);
    if let Some(first) = unsorted.first {
        found(first, format!("objects whose keys are not sorted: {}", unsorted.count));
    }
}

/// Invariant: recursion follows the document's nesting, which the reader of JSON bounds at 128.
fn walk<'v>(value: &'v Value<'_>, path: &mut Vec<Step<'v>>, unsorted: &mut Unsorted) {
    let members = value.members();
    if members.windows(2).any(|pair| pair[0].0 > pair[1].0) {
        unsorted.count += 1;
        unsorted.first.get_or_insert_with(|| pointer(path));
    }
    for (key, inner) in members {
        path.push(Step::Key(key));
        walk(inner, path, unsorted);
        path.pop();
    }
    for (at, inner) in value.items().iter().enumerate() {
        path.push(Step::Item(at));
        walk(inner, path, unsorted);
        path.pop();
    }
}

enum Step<'v> {
    Key(&'v str),
    Item(usize),
}

fn pointer(path: &[Step<'_>]) -> String {
    path.iter().fold(String::new(), |mut out, step| {
        out.push('/');
        match step {
            Step::Key(key) => out.push_str(&crate::json::scan::escape(key)),
            Step::Item(at) => out.push_str(&at.to_string()),
        }
        out
    })
}
