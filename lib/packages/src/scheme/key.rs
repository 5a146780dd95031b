//! A version made comparable: bytes whose order is the order of versions.
//!
//! A scheme writes a version as a row of parts: a rank among what may stand at this place, then nothing, a number or a
//! text. Each part is written so that it says itself where it ends and sorts by its bytes, so two keys of one scheme
//! compare like two byte strings. The first byte of a part is never zero (but see `Writer::count`), so no key is
//! another's beginning followed by a zero, and filling up with zeros changes no order.

use std::cmp::Ordering;
use std::fmt;

/// Bytes that a key holds without asking for memory, beside its head.
const INLINE: usize = 22;
const HEAD: usize = 8;
/// Bytes that a writer holds without asking for memory.
const BUFFER: usize = 80;

/// Up to here a number is one byte.
const SMALL_MAX: u64 = 0xdf;
/// The byte before a number of one to eight bytes is this and their count less one.
const BYTES: u8 = 0xe0;
/// The byte before a number written as its count of digits and its digits.
const DIGITS: u8 = 0xe8;
/// Digits that certainly fit a machine number.
const MACHINE_DIGITS: usize = 19;
/// What is added to a rank to make it a byte above zero.
const RANK: i8 = 64;

/// A version as bytes; keys of one scheme order as their versions do.
///
/// Keys of different schemes have nothing to say to each other. A key is 32 bytes; a version of everyday length needs
/// no memory beside it.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Key {
    /// The first eight bytes as one number, filled up with zeros.
    head: u64,
    rest: Rest,
}

#[derive(Clone, PartialEq, Eq, Hash)]
enum Rest {
    Inline { len: u8, bytes: [u8; INLINE] },
    Heap(Box<[u8]>),
}

impl Key {
    fn of(bytes: &[u8]) -> Self {
        let (first, rest) = bytes.split_at(bytes.len().min(HEAD));
        let mut head = [0; HEAD];
        head[..first.len()].copy_from_slice(first);
        let rest = if rest.len() <= INLINE {
            let mut inline = [0; INLINE];
            inline[..rest.len()].copy_from_slice(rest);
            Rest::Inline { len: rest.len() as u8, bytes: inline }
        } else {
            Rest::Heap(rest.into())
        };
        Self { head: u64::from_be_bytes(head), rest }
    }

    fn rest(&self) -> &[u8] {
        match &self.rest {
            Rest::Inline { len, bytes } => &bytes[..usize::from(*len)],
            Rest::Heap(bytes) => bytes,
        }
    }

    /// A number that never falls as versions rise: `a < b` gives `a.coarse() <= b.coarse()`, and equal versions the same.
    ///
    /// It holds the first parts of the version and serves to prune before keys are compared.
    #[must_use]
    pub const fn coarse(&self) -> u64 {
        self.head
    }
}

impl Ord for Key {
    fn cmp(&self, other: &Self) -> Ordering {
        self.head.cmp(&other.head).then_with(|| self.rest().cmp(other.rest()))
    }
}

impl PartialOrd for Key {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Debug for Key {
    /// Writes the bytes as hexadecimal digits.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Key({:016x}", self.head)?;
        self.rest().iter().try_for_each(|byte| write!(f, "{byte:02x}"))?;
        f.write_str(")")
    }
}

/// What a scheme writes a version into, part by part.
pub(super) struct Writer {
    near: [u8; BUFFER],
    near_len: usize,
    /// Everything, as soon as it is longer than `near`.
    far: Vec<u8>,
    /// Where the run of parts without weight at the end begins.
    solid: usize,
    #[cfg(test)]
    pub(super) parts: Vec<tests::Part>,
    #[cfg(test)]
    solid_parts: usize,
}

impl Writer {
    pub(super) const fn new() -> Self {
        Self {
            near: [0; BUFFER],
            near_len: 0,
            far: Vec::new(),
            solid: 0,
            #[cfg(test)]
            parts: Vec::new(),
            #[cfg(test)]
            solid_parts: 0,
        }
    }

    pub(super) fn key(&self) -> Key {
        Key::of(self.bytes())
    }

    fn bytes(&self) -> &[u8] {
        if self.far.is_empty() { &self.near[..self.near_len] } else { &self.far }
    }

    #[inline]
    fn push_byte(&mut self, byte: u8) {
        match self.near.get_mut(self.near_len) {
            Some(place) if self.far.is_empty() => {
                *place = byte;
                self.near_len += 1;
            }
            _ => self.push_far(&[byte]),
        }
    }

    fn push(&mut self, bytes: &[u8]) {
        let end = self.near_len + bytes.len();
        if self.far.is_empty() && end <= BUFFER {
            self.near[self.near_len..end].copy_from_slice(bytes);
            self.near_len = end;
            return;
        }
        self.push_far(bytes);
    }

    #[cold]
    fn push_far(&mut self, bytes: &[u8]) {
        if self.far.is_empty() {
            self.far.extend_from_slice(&self.near[..self.near_len]);
        }
        self.far.extend_from_slice(bytes);
    }

    fn push_rank(&mut self, rank: i8) {
        self.push_byte((rank + RANK).unsigned_abs());
    }

    fn push_number(&mut self, digits: &str) {
        let digits = digits.trim_start_matches('0');
        if digits.len() > MACHINE_DIGITS {
            // Longer than any machine number: the length decides, then the digits.
            self.push(&[DIGITS]);
            self.push(&(digits.len() as u16).to_be_bytes());
            self.push(digits.as_bytes());
            return;
        }
        let number = digits.bytes().fold(0_u64, |n, digit| n * 10 + u64::from(digit - b'0'));
        if number <= SMALL_MAX {
            self.push_byte(number as u8);
            return;
        }
        let zeros = number.leading_zeros() as usize / 8;
        self.push(&[BYTES + (7 - zeros) as u8]);
        self.push(&number.to_be_bytes()[zeros..]);
    }

    /// A text that ends with a zero; zeros and ones of the text itself are told apart by a one before them.
    fn push_text(&mut self, bytes: impl Iterator<Item = u8>) {
        for byte in bytes {
            if byte <= 1 {
                self.push(&[1, byte + 1]);
            } else {
                self.push_byte(byte);
            }
        }
        self.push_byte(0);
    }

    /// Gives the parts at the end their weight.
    pub(super) fn settle(&mut self) {
        self.solid = self.bytes().len();
        #[cfg(test)]
        {
            self.solid_parts = self.parts.len();
        }
    }

    /// Writes a part that is its rank only.
    pub(super) fn mark(&mut self, rank: i8) {
        self.push_rank(rank);
        #[cfg(test)]
        self.parts.push(tests::Part::mark(rank));
        self.settle();
    }

    /// Writes a rank that has no weight if nothing solid follows before the next `trim`.
    pub(super) fn light_mark(&mut self, rank: i8) {
        self.push_rank(rank);
        #[cfg(test)]
        self.parts.push(tests::Part::mark(rank));
    }

    /// Writes a number of any length; `digits` are ASCII digits, none of them is zero.
    pub(super) fn number(&mut self, rank: i8, digits: &str) {
        self.push_rank(rank);
        self.push_number(digits);
        #[cfg(test)]
        self.parts.push(tests::Part::number(rank, digits));
        self.settle();
    }

    /// Writes a number that has no weight if it is zero and nothing solid follows before the next `trim`.
    pub(super) fn light_number(&mut self, rank: i8, digits: &str) {
        if digits.bytes().any(|digit| digit != b'0') {
            return self.number(rank, digits);
        }
        self.push_rank(rank);
        self.push_byte(0);
        #[cfg(test)]
        self.parts.push(tests::Part::number(rank, digits));
    }

    /// Writes a machine number.
    pub(super) fn integer(&mut self, rank: i8, number: u64) {
        let mut buffer = [b'0'; 20];
        let (mut at, mut left) = (buffer.len(), number);
        while left > 0 {
            at -= 1;
            buffer[at] = b'0' + (left % 10) as u8;
            left /= 10;
        }
        self.number(rank, std::str::from_utf8(&buffer[at..]).unwrap_or_default());
    }

    /// Writes a text, ordered by its bytes.
    pub(super) fn text(&mut self, rank: i8, text: &str) {
        self.mapped(rank, text.bytes());
    }

    /// Writes a text of which capital ASCII letters count as small ones.
    pub(super) fn small_text(&mut self, rank: i8, text: &str) {
        self.mapped(rank, text.bytes().map(|byte| byte.to_ascii_lowercase()));
    }

    /// Writes a text given as its bytes.
    pub(super) fn mapped(&mut self, rank: i8, bytes: impl Iterator<Item = u8> + Clone) {
        self.push_rank(rank);
        self.push_text(bytes.clone());
        #[cfg(test)]
        self.parts.push(tests::Part::text(rank, bytes.collect()));
        self.settle();
    }

    /// Writes a number without rank.
    ///
    /// Invariant: it may begin with a zero, so a scheme that uses it ends no key just before one.
    pub(super) fn count(&mut self, digits: &str) {
        self.push_number(digits);
        #[cfg(test)]
        self.parts.push(tests::Part::number(0, digits));
        self.settle();
    }

    /// Writes a text without rank, given as bytes above `end`, which closes it.
    pub(super) fn word(&mut self, bytes: impl Iterator<Item = u8> + Clone, end: u8) {
        bytes.clone().for_each(|byte| self.push_byte(byte));
        self.push_byte(end);
        #[cfg(test)]
        self.parts.push(tests::Part::text(0, bytes.chain([end]).collect()));
        self.settle();
    }

    /// Takes the parts without weight off the end.
    pub(super) fn trim(&mut self) {
        if self.far.is_empty() {
            self.near_len = self.solid;
        } else {
            self.far.truncate(self.solid);
            // Invariant: `far` is empty only as long as `near` holds everything.
            if self.far.is_empty() {
                self.near_len = 0;
            }
        }
        #[cfg(test)]
        self.parts.truncate(self.solid_parts);
    }

    /// Gives the zeros at the end, all of them light numbers, another rank, and weight.
    pub(super) fn rank_zeros(&mut self, rank: i8) {
        let solid = self.solid;
        let bytes = if self.far.is_empty() { &mut self.near[..self.near_len] } else { &mut self.far[..] };
        for zero in bytes[solid..].chunks_mut(2) {
            zero[0] = (rank + RANK).unsigned_abs();
        }
        #[cfg(test)]
        for part in &mut self.parts[self.solid_parts..] {
            part.rank = rank;
        }
        self.settle();
    }
}

/// Whether a text is ASCII digits and nothing else.
pub(super) fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

/// Cuts a text behind the digits at its beginning.
pub(super) fn split_digits(text: &str) -> (&str, &str) {
    text.split_at(text.bytes().position(|b| !b.is_ascii_digit()).unwrap_or(text.len()))
}

/// Cuts a text where digits and other characters meet.
pub(super) fn runs(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let digit = rest.bytes().next()?.is_ascii_digit();
        let end = rest.bytes().position(|b| b.is_ascii_digit() != digit).unwrap_or(rest.len());
        let (run, tail) = rest.split_at(end);
        rest = tail;
        Some(run)
    })
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use proptest::prelude::*;

    /// A part as it is meant: first its rank, then its number, then its text. The bytes must order as these do.
    #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
    pub(crate) struct Part {
        pub(super) rank: i8,
        number: (usize, String),
        text: Vec<u8>,
    }

    impl Part {
        pub(super) fn mark(rank: i8) -> Self {
            Self { rank, number: (0, String::new()), text: Vec::new() }
        }

        pub(super) fn number(rank: i8, digits: &str) -> Self {
            let digits = digits.trim_start_matches('0');
            Self { number: (digits.len(), digits.to_owned()), ..Self::mark(rank) }
        }

        pub(super) fn text(rank: i8, text: Vec<u8>) -> Self {
            Self { text, ..Self::mark(rank) }
        }
    }

    fn part() -> impl Strategy<Value = (i8, Option<String>, Option<String>)> {
        prop_oneof![
            (-3..3_i8).prop_map(|rank| (rank, None, None)),
            (3..6_i8, "[0-9]{1,24}").prop_map(|(rank, digits)| (rank, Some(digits), None)),
            (6..9_i8, "[\\x00-\\x03a-c]{0,12}").prop_map(|(rank, text)| (rank, None, Some(text))),
        ]
    }

    fn written(parts: &[(i8, Option<String>, Option<String>)]) -> Writer {
        let mut writer = Writer::new();
        for part in parts {
            match part {
                (rank, Some(digits), _) => writer.number(*rank, digits),
                (rank, _, Some(text)) => writer.text(*rank, text),
                (rank, ..) => writer.mark(*rank),
            }
        }
        writer
    }

    #[test]
    fn a_key_is_small() {
        assert_eq!(size_of::<Key>(), 32);
    }

    #[test]
    fn numbers_of_all_lengths_rise() {
        let mut last = None;
        for number in (0..=SMALL_MAX + 2).chain((8..64).flat_map(|bit| [(1 << bit) - 1, 1 << bit])).chain([u64::MAX]) {
            let mut writer = Writer::new();
            writer.integer(1, number);
            let key = writer.key();
            assert!(last.is_none_or(|last| last <= key), "{number}");
            last = Some(key);
        }
        let mut writer = Writer::new();
        writer.number(1, &"9".repeat(500));
        assert!(last.unwrap() < writer.key());
    }

    proptest! {
        #[test]
        fn bytes_order_as_parts_do(a in prop::collection::vec(part(), 0..40), b in prop::collection::vec(part(), 0..40), same in 0..40_usize) {
            // Most rows differ at once; a common beginning makes the rest speak.
            let mut c = a[..same.min(a.len())].to_vec();
            c.extend_from_slice(&b);
            for (x, y) in [(&a, &b), (&a, &c)] {
                let (x, y) = (written(x), written(y));
                prop_assert_eq!(x.key().cmp(&y.key()), x.parts.cmp(&y.parts));
                prop_assert_eq!(x.key() == y.key(), x.parts == y.parts);
            }
        }
    }
}
