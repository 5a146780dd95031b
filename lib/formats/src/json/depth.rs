//! A limit on how deep the typed parts of a document nest: those cost stack, unlike what is skipped.
//!
//! The count belongs to the thread, for the same reason as that of the budget.

use std::cell::Cell;

thread_local! {
    static OPEN: Cell<usize> = const { Cell::new(0) };
    static MAX: Cell<usize> = const { Cell::new(usize::MAX) };
    static PASSED: Cell<bool> = const { Cell::new(false) };
}

/// What is said when a document nests too deep.
const OVER: &str = "nested deeper than is read";

/// Ends the limit of a document, also when its reading ends early.
struct Limit;

impl Drop for Limit {
    fn drop(&mut self) {
        OPEN.set(0);
        MAX.set(usize::MAX);
        PASSED.set(false);
    }
}

/// A container that is open.
pub(crate) struct Open;

impl Drop for Open {
    fn drop(&mut self) {
        OPEN.set(OPEN.get().saturating_sub(1));
    }
}

/// Reads a document whose typed containers nest at most `max` deep; none = they nest deeper.
pub(crate) fn within<T>(max: usize, read: impl FnOnce() -> T) -> Option<T> {
    let limit = Limit;
    OPEN.set(0);
    MAX.set(max);
    let done = read();
    let passed = PASSED.get();
    drop(limit);
    (!passed).then_some(done)
}

/// Opens a container, until what it gives is dropped.
///
/// # Errors
/// It would lie too deep.
pub(crate) fn open() -> Result<Open, &'static str> {
    let open = OPEN.get() + 1;
    if open > MAX.get() {
        PASSED.set(true);
        return Err(OVER);
    }
    OPEN.set(open);
    Ok(Open)
}

#[cfg(test)]
mod tests {
    use super::{open, within};

    #[test]
    fn a_limit_ends_with_its_document() {
        let nest = |n: usize| (0..n).map(|_| open()).collect::<Result<Vec<_>, _>>().map(|open| open.len());
        assert_eq!(within(3, || nest(3)), Some(Ok(3)));
        assert_eq!(within(3, || (nest(3), nest(2), nest(3))), Some((Ok(3), Ok(2), Ok(3))), "what is closed counts no more");
        assert_eq!(within(3, || nest(4)), None);
        assert_eq!(nest(1_000), Ok(1_000), "without a document nothing is counted");
    }
}
