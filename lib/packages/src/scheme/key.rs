//! A version made comparable: a list of parts that orders itself.

/// A version as a list of parts; keys of one scheme order as their versions do.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key(Vec<Part>);

/// One part: first its rank among what may stand at this place, then its number, then its text.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Part {
    rank: i16,
    number: u64,
    text: Box<str>,
}

impl Part {
    /// A part that is its rank only.
    pub(super) fn mark(rank: i16) -> Self {
        Self { rank, number: 0, text: Box::default() }
    }

    /// A number of any length; `digits` are ASCII digits.
    pub(super) fn number(rank: i16, digits: &str) -> Self {
        let digits = digits.trim_start_matches('0');
        match if digits.is_empty() { Ok(0) } else { digits.parse() } {
            Ok(number) => Self { rank, number, text: Box::default() },
            // Longer than any machine number: the length decides, then the digits; above every shorter one.
            Err(_) => Self { rank, number: u64::MAX, text: format!("{:08}{digits}", digits.len()).into() },
        }
    }

    /// A text, ordered by its bytes.
    pub(super) fn text(rank: i16, text: impl Into<Box<str>>) -> Self {
        Self { rank, number: 0, text: text.into() }
    }

    /// Whether this is the number zero.
    pub(super) fn is_zero(&self, rank: i16) -> bool {
        self.rank == rank && self.number == 0 && self.text.is_empty()
    }

    pub(super) fn rank(&self) -> i16 {
        self.rank
    }

    pub(super) fn with_rank(self, rank: i16) -> Self {
        Self { rank, ..self }
    }
}

impl Key {
    pub(super) fn of(parts: Vec<Part>) -> Self {
        Self(parts)
    }
}

/// Removes zeros of this rank from the end.
pub(super) fn trim_zeros(parts: &mut Vec<Part>, rank: i16) {
    while parts.last().is_some_and(|part| part.is_zero(rank)) {
        parts.pop();
    }
}

/// Whether a text is ASCII digits and nothing else.
pub(super) fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

/// Cuts a text where digits and other characters meet.
pub(super) fn runs(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let digit = rest.chars().next()?.is_ascii_digit();
        let end = rest.find(|c: char| c.is_ascii_digit() != digit).unwrap_or(rest.len());
        let (run, tail) = rest.split_at(end);
        rest = tail;
        Some(run)
    })
}
