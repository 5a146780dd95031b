//! A budget of memory for one document: three bytes of JSON can ask for hundreds of bytes of list, so what lists take is counted.
//!
//! The count belongs to the thread, because a typed reader has no other way to hand it down; it lives only while [`within`] runs.

use std::cell::Cell;

thread_local! {
    static LEFT: Cell<Option<usize>> = const { Cell::new(None) };
}

/// What is said when the budget is used up.
const OVER: &str = "the document unpacks to more than is read";

/// Ends the count of a document, also when its reading ends early.
struct Counting;

impl Drop for Counting {
    fn drop(&mut self) {
        LEFT.set(None);
    }
}

/// Reads a document within a budget of bytes; none = the budget is used up.
pub(crate) fn within<T>(bytes: usize, read: impl FnOnce() -> T) -> Option<T> {
    LEFT.set(Some(bytes));
    let counting = Counting;
    let done = read();
    let spent = LEFT.get() == Some(0);
    drop(counting);
    (!spent).then_some(done)
}

/// Begins anew with a budget, where one is set that is not used up: what was counted before is not kept.
pub(crate) fn renew(bytes: usize) {
    if LEFT.get().is_some_and(|left| left > 0) {
        LEFT.set(Some(bytes));
    }
}

/// Takes bytes from the budget, where one is set.
///
/// # Errors
/// The budget is used up; it stays so until the document ends.
pub(crate) fn charge(bytes: usize) -> Result<(), &'static str> {
    let Some(left) = LEFT.get() else { return Ok(()) };
    let left = left.saturating_sub(bytes);
    LEFT.set(Some(left));
    if left == 0 { Err(OVER) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::{charge, within};

    #[test]
    fn a_budget_ends_with_its_document() {
        assert_eq!(within(10, || charge(9)), Some(Ok(())));
        assert_eq!(within(10, || charge(10)), None);
        assert_eq!(within(10, || (charge(20), charge(0))), None);
        assert_eq!(charge(usize::MAX), Ok(()), "without a document nothing is counted");
    }
}
