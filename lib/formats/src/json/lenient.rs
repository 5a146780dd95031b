//! Typed JSON values that accept the wrong type, remember that, and let the rest of the document stand.

use super::{budget, depth};
use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use serde::de::{
    Deserialize, DeserializeSeed, Deserializer, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor, value::MapAccessDeserializer,
};

/// Entries for which a list makes room at once.
const FIRST_ROOM: usize = 4;

/// Bytes that a text of its own takes beside its letters.
const OWNED_TEXT_BYTES: usize = 16;

/// Text where text is expected; anything else is remembered as wrong.
#[derive(Debug, Default, Clone)]
pub(crate) struct Text<'a> {
    /// Without white space around it; never empty.
    value: Option<Cow<'a, str>>,
    /// Something other than text or `null` stood here.
    pub(crate) wrong: bool,
}

impl<'a> Text<'a> {
    /// The text; nothing if absent, `null`, blank or wrong.
    pub(crate) fn get(&self) -> Option<&str> {
        self.value.as_deref()
    }

    /// A text of our own making.
    pub(crate) fn of(text: impl Into<Cow<'a, str>>) -> Self {
        Self { value: Some(text.into()), wrong: false }
    }

    /// The text, still borrowed from the document where it stands there as it is.
    pub(crate) fn cow(&self) -> Option<Cow<'a, str>> {
        self.value.clone()
    }

    /// The text as an owned string.
    pub(crate) fn owned(&self) -> Option<String> {
        self.get().map(str::to_owned)
    }

    const fn wrong() -> Self {
        Self { value: None, wrong: true }
    }
}

/// An object where an object is expected.
#[derive(Debug, Default)]
pub(crate) enum Object<T> {
    /// Absent or `null`.
    #[default]
    Absent,
    /// Something else stood here.
    Wrong,
    /// As expected.
    Is(T),
}

impl<T> Object<T> {
    /// The object, if it is one.
    pub(crate) const fn get(&self) -> Option<&T> {
        match self {
            Self::Is(value) => Some(value),
            Self::Absent | Self::Wrong => None,
        }
    }
}

/// A text or an object, where editions of a format differ.
#[derive(Debug, Default)]
pub(crate) enum TextOr<'a, T> {
    /// Absent or `null`.
    #[default]
    Absent,
    /// Something else stood here.
    Wrong,
    /// A text, not blank.
    Text(Cow<'a, str>),
    /// An object.
    Is(T),
}

/// A list where a list is expected.
#[derive(Debug)]
pub(crate) struct List<T> {
    /// Its entries, each lenient in itself.
    pub(crate) items: Vec<T>,
    /// Something other than a list or `null` stood here.
    pub(crate) wrong: bool,
    /// A list stood here, perhaps an empty one.
    pub(crate) given: bool,
}

impl<T> Default for List<T> {
    fn default() -> Self {
        Self { items: Vec::new(), wrong: false, given: false }
    }
}

/// A truth value; anything else counts as not given.
#[derive(Debug, Default, Clone, Copy)]
pub(crate) struct Flag(Option<bool>);

impl Flag {
    /// Whether `true` is given.
    pub(crate) const fn is_true(self) -> bool {
        matches!(self.0, Some(true))
    }
}

/// The visitor methods for values of the wrong type, all answered by one expression.
macro_rules! wrong_scalars {
    ($wrong:expr) => {
        fn visit_bool<E>(self, _: bool) -> Result<Self::Value, E> {
            Ok($wrong)
        }
        wrong_numbers!($wrong);
    };
}

macro_rules! wrong_numbers {
    ($wrong:expr) => {
        fn visit_i64<E>(self, _: i64) -> Result<Self::Value, E> {
            Ok($wrong)
        }
        fn visit_u64<E>(self, _: u64) -> Result<Self::Value, E> {
            Ok($wrong)
        }
        fn visit_f64<E>(self, _: f64) -> Result<Self::Value, E> {
            Ok($wrong)
        }
    };
}

macro_rules! wrong_seq {
    ($wrong:expr) => {
        fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
            while seq.next_element::<IgnoredAny>()?.is_some() {}
            Ok($wrong)
        }
    };
}

macro_rules! wrong_map {
    ($wrong:expr) => {
        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
            while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
            Ok($wrong)
        }
    };
}

macro_rules! absent {
    ($absent:expr) => {
        fn visit_unit<E>(self) -> Result<Self::Value, E> {
            Ok($absent)
        }
    };
}

/// A text without white space around it; most have none, which their first and last byte tell.
fn trimmed(text: &str) -> &str {
    let plain = |byte: Option<&u8>| byte.is_some_and(|byte| byte.is_ascii_graphic());
    if plain(text.as_bytes().first()) && plain(text.as_bytes().last()) { text } else { text.trim() }
}

impl<'de: 'a, 'a> Deserialize<'de> for Text<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(TextVisitor(PhantomData))
    }
}

struct TextVisitor<'a>(PhantomData<&'a ()>);

impl<'de: 'a, 'a> Visitor<'de> for TextVisitor<'a> {
    type Value = Text<'a>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("text")
    }
    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
        let text = trimmed(text);
        Ok(Text { value: (!text.is_empty()).then_some(Cow::Borrowed(text)), wrong: false })
    }
    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Self::Value, E> {
        budget::charge(OWNED_TEXT_BYTES + text.len()).map_err(E::custom)?;
        let text = trimmed(text);
        Ok(Text { value: (!text.is_empty()).then(|| Cow::Owned(text.to_owned())), wrong: false })
    }
    absent!(Text::default());
    wrong_scalars!(Text::wrong());
    wrong_seq!(Text::wrong());
    wrong_map!(Text::wrong());
}

impl<'de> Deserialize<'de> for Flag {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(FlagVisitor)
    }
}

struct FlagVisitor;

impl<'de> Visitor<'de> for FlagVisitor {
    type Value = Flag;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("true or false")
    }
    fn visit_bool<E>(self, value: bool) -> Result<Self::Value, E> {
        Ok(Flag(Some(value)))
    }
    fn visit_str<E>(self, _: &str) -> Result<Self::Value, E> {
        Ok(Flag(None))
    }
    absent!(Flag(None));
    wrong_numbers!(Flag(None));
    wrong_seq!(Flag(None));
    wrong_map!(Flag(None));
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Object<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ObjectVisitor(PhantomData))
    }
}

struct ObjectVisitor<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for ObjectVisitor<T> {
    type Value = Object<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }
    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
        let _open = depth::open().map_err(A::Error::custom)?;
        T::deserialize(MapAccessDeserializer::new(map)).map(Object::Is)
    }
    fn visit_str<E>(self, _: &str) -> Result<Self::Value, E> {
        Ok(Object::Wrong)
    }
    absent!(Object::Absent);
    wrong_scalars!(Object::Wrong);
    wrong_seq!(Object::Wrong);
}

impl<'de: 'a, 'a, T: Deserialize<'de>> Deserialize<'de> for TextOr<'a, T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(TextOrVisitor(PhantomData))
    }
}

struct TextOrVisitor<'a, T>(PhantomData<(&'a (), T)>);

impl<'de: 'a, 'a, T: Deserialize<'de>> Visitor<'de> for TextOrVisitor<'a, T> {
    type Value = TextOr<'a, T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text or an object")
    }
    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
        let text = text.trim();
        Ok(if text.is_empty() { TextOr::Absent } else { TextOr::Text(Cow::Borrowed(text)) })
    }
    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Self::Value, E> {
        budget::charge(OWNED_TEXT_BYTES + text.len()).map_err(E::custom)?;
        let text = text.trim();
        Ok(if text.is_empty() { TextOr::Absent } else { TextOr::Text(Cow::Owned(text.to_owned())) })
    }
    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
        T::deserialize(MapAccessDeserializer::new(map)).map(TextOr::Is)
    }
    absent!(TextOr::Absent);
    wrong_scalars!(TextOr::Wrong);
    wrong_seq!(TextOr::Wrong);
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for List<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ListVisitor(PhantomData))
    }
}

struct ListVisitor<T>(PhantomData<T>);

impl<T> ListVisitor<T> {
    const fn wrong() -> List<T> {
        List { items: Vec::new(), wrong: true, given: false }
    }
}

impl<'de, T: Deserialize<'de>> Visitor<'de> for ListVisitor<T> {
    type Value = List<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list")
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
        let _open = depth::open().map_err(A::Error::custom)?;
        let mut items = Vec::new();
        while let Some(item) = seq.next_element()? {
            // A list reserves room for several entries with its first one.
            let entries = if items.is_empty() { FIRST_ROOM } else { usize::from(items.len() >= FIRST_ROOM) };
            budget::charge(entries * size_of::<T>()).map_err(A::Error::custom)?;
            items.push(item);
        }
        Ok(List { items, wrong: false, given: true })
    }
    fn visit_str<E>(self, _: &str) -> Result<Self::Value, E> {
        Ok(Self::wrong())
    }
    absent!(List::default());
    wrong_scalars!(Self::wrong());
    wrong_map!(Self::wrong());
}

/// Hands on the entries of a list one by one, each read within a budget of its own; tells whether a list (or nothing) stood there.
pub(crate) struct Each<'f, T, F, S> {
    budget: usize,
    /// Where the caller's fault is put that ends the reading.
    fault: &'f mut Option<S>,
    take: F,
    item: PhantomData<T>,
}

impl<'f, T, F: FnMut(usize, Object<T>) -> Result<(), S>, S> Each<'f, T, F, S> {
    pub(crate) const fn new(budget: usize, fault: &'f mut Option<S>, take: F) -> Self {
        Self { budget, fault, take, item: PhantomData }
    }
}

impl<'de, T: Deserialize<'de>, F: FnMut(usize, Object<T>) -> Result<(), S>, S> DeserializeSeed<'de> for Each<'_, T, F, S> {
    type Value = bool;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<bool, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de, T: Deserialize<'de>, F: FnMut(usize, Object<T>) -> Result<(), S>, S> Visitor<'de> for Each<'_, T, F, S> {
    type Value = bool;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list")
    }
    fn visit_seq<A: SeqAccess<'de>>(mut self, mut seq: A) -> Result<bool, A::Error> {
        let _open = depth::open().map_err(A::Error::custom)?;
        let mut index = 0;
        budget::renew(self.budget);
        while let Some(item) = seq.next_element()? {
            if let Err(fault) = (self.take)(index, item) {
                *self.fault = Some(fault);
                return Err(A::Error::custom("stopped"));
            }
            index += 1;
            budget::renew(self.budget);
        }
        Ok(true)
    }
    fn visit_str<E>(self, _: &str) -> Result<bool, E> {
        Ok(false)
    }
    absent!(true);
    wrong_scalars!(false);
    wrong_map!(false);
}

#[cfg(test)]
mod tests {
    use super::{List, Object, Text};
    use serde::Deserialize;

    #[derive(Deserialize, Default)]
    struct Inner<'a> {
        #[serde(borrow, default)]
        name: Text<'a>,
    }

    #[derive(Deserialize)]
    struct Outer<'a> {
        #[serde(borrow, default)]
        id: Text<'a>,
        #[serde(borrow, default)]
        items: List<Object<Inner<'a>>>,
    }

    #[test]
    fn a_wrong_type_spoils_its_own_place_only() {
        let text = r#"{"id": 7, "items": [{"name": "a"}, "b", {"name": ["c"]}, null, {"name": "d\n"}], "more": {"x": [1]}}"#;
        let outer: Outer<'_> = serde_json::from_str(text).unwrap();
        assert!(outer.id.wrong && outer.id.get().is_none());
        let names: Vec<_> = outer.items.items.iter().map(|item| item.get().and_then(|inner| inner.name.get())).collect();
        assert_eq!(names, [Some("a"), None, None, None, Some("d")]);
        assert!(matches!(outer.items.items[1], Object::Wrong));
    }
}
