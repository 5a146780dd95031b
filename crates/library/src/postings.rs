//! Sorted texts, each with a list of numbers: written once, searched by halving, never loaded.

use std::collections::BTreeMap;

use crate::bytes::{Writer, position_at, u32_at};

/// Texts with their numbers, being gathered.
pub(crate) type Gathered = BTreeMap<String, Vec<u32>>;

/// Adds a number under a text.
pub(crate) fn add(to: &mut Gathered, text: &str, number: u32) {
    match to.get_mut(text) {
        Some(numbers) if numbers.last() == Some(&number) => {}
        Some(numbers) => numbers.push(number),
        None => {
            to.insert(text.to_owned(), vec![number]);
        }
    }
}

/// Writes: count, then per text (offset, length, first number, count of numbers), then the numbers, then the texts.
pub(crate) fn write(gathered: &Gathered) -> Vec<u8> {
    let mut rows = Writer::default();
    rows.len(gathered.len());
    let (mut offset, mut first) = (0_usize, 0_usize);
    for (text, numbers) in gathered {
        rows.len(offset);
        rows.len(text.len());
        rows.len(first);
        rows.len(numbers.len());
        offset += text.len();
        first += numbers.len();
    }
    rows.len(first);
    gathered.values().flatten().for_each(|number| rows.u32(*number));
    gathered.keys().for_each(|text| rows.out.extend(text.as_bytes()));
    rows.out
}

/// Texts with their numbers, as written.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Postings<'a> {
    rows: &'a [u8],
    count: usize,
    numbers: &'a [u8],
    texts: &'a [u8],
}

impl<'a> Postings<'a> {
    /// Opens what `write` wrote; none = damaged.
    pub(crate) fn open(bytes: &'a [u8]) -> Option<Self> {
        let count = position_at(bytes, 0)?;
        let rest = bytes.get(4..)?;
        let (rows, rest) = rest.split_at_checked(count.checked_mul(16)?)?;
        let numbers = position_at(rest, 0)?;
        let (numbers, texts) = rest.get(4..)?.split_at_checked(numbers.checked_mul(4)?)?;
        Some(Self { rows, count, numbers, texts })
    }

    fn raw(&self, at: usize) -> Option<&'a [u8]> {
        let start = position_at(self.rows, at * 4)?;
        let len = position_at(self.rows, at * 4 + 1)?;
        self.texts.get(start..start.checked_add(len)?)
    }

    /// The numbers under a text.
    pub(crate) fn find(&self, text: &str) -> impl Iterator<Item = u32> + use<'a> {
        let (mut low, mut high) = (0, self.count);
        let mut met = None;
        while low < high {
            let middle = low + (high - low) / 2;
            match self.raw(middle).map(|raw| raw.cmp(text.as_bytes())) {
                Some(std::cmp::Ordering::Less) => low = middle + 1,
                Some(std::cmp::Ordering::Greater) => high = middle,
                Some(std::cmp::Ordering::Equal) => {
                    met = Some(middle);
                    break;
                }
                None => break,
            }
        }
        let (rows, numbers) = (self.rows, self.numbers);
        let range = met.and_then(|at| Some((position_at(rows, at * 4 + 2)?, position_at(rows, at * 4 + 3)?)));
        let (first, count) = range.unwrap_or((0, 0));
        (first..first.saturating_add(count)).map_while(move |at| u32_at(numbers, at))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn what_is_written_is_found(texts in prop::collection::vec(("[a-c]{0,3}", 0..9_u32), 0..30), other in "[a-d]{0,3}") {
            let mut gathered = Gathered::new();
            for (text, number) in &texts {
                add(&mut gathered, text, *number);
            }
            let bytes = write(&gathered);
            let postings = Postings::open(&bytes).unwrap();
            prop_assert_eq!(postings.count, gathered.len());
            for text in texts.iter().map(|(text, _)| text).chain([&other]) {
                let found: Vec<_> = postings.find(text).collect();
                prop_assert_eq!(found, gathered.get(text).cloned().unwrap_or_default());
            }
        }

        #[test]
        fn damaged_bytes_are_refused_or_read_without_panic(mut bytes in prop::collection::vec(any::<u8>(), 0..80), at in 0..4_usize) {
            if let Some(byte) = bytes.get_mut(at) {
                *byte %= 3;
            }
            if let Some(postings) = Postings::open(&bytes) {
                postings.find("a").for_each(drop);
            }
        }
    }
}
