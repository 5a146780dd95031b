//! Vector strings: `SSVCv2/E:A/A:Y/T:T/2026-11-24T09:00:00Z/`.

use super::path::Path;
use super::time::is_time;
use crate::day::Day;

/// Bytes of a vector that is read, at most.
pub const VECTOR_BYTES_MAX: usize = 1_000;

const PREFIX: &str = "SSVCv2/";

/// Why a vector is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum VectorFault {
    /// Another prefix.
    #[error("an SSVC vector starts with `{PREFIX}`")]
    BadPrefix,
    /// More than [`VECTOR_BYTES_MAX`].
    #[error("an SSVC vector has at most {VECTOR_BYTES_MAX} bytes")]
    TooLong,
    /// A part that is neither point and value nor, as the last, a time.
    #[error("part {0} is neither `point:value` nor, as the last, a time")]
    BadPart(usize),
    /// A point given twice.
    #[error("`{0}` is given twice")]
    Duplicate(String),
    /// No point at all.
    #[error("there is no decision point")]
    Empty,
}

/// A vector as written. Which points it must have is a question of the table that reads it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Vector {
    /// Point and value, in the order of the vector.
    pub points: Vec<(String, String)>,
    /// When it was decided: a day, an instant by RFC 3339, or seconds since 1970, as written.
    pub time: Option<String>,
}

impl Vector {
    /// Reads a vector; the slash at the end may be absent.
    ///
    /// ```
    /// use scoring::ssvc::{self, Vector};
    ///
    /// let vector = Vector::parse("SSVCv2/E:A/U:S/T:T/P:S/2026-11-24T09:00:00Z/")?;
    /// let path = ssvc::table("DT_SP").unwrap().walk(&vector.pairs()).unwrap();
    /// assert_eq!(path.outcome().name_en, "Immediate");
    /// assert_eq!(path.vector(vector.time.as_deref()), vector);
    /// # Ok::<(), ssvc::VectorFault>(())
    /// ```
    ///
    /// # Errors
    /// The first [`VectorFault`] from the left.
    pub fn parse(text: &str) -> Result<Self, VectorFault> {
        let text = text.trim();
        if text.len() > VECTOR_BYTES_MAX {
            return Err(VectorFault::TooLong);
        }
        let body = text.strip_prefix(PREFIX).ok_or(VectorFault::BadPrefix)?;
        let parts: Vec<&str> = body.strip_suffix('/').unwrap_or(body).split('/').collect();
        let mut vector = Self { points: Vec::new(), time: None };
        for (at, part) in parts.iter().enumerate() {
            match part.split_once(':').filter(|(point, value)| is_key(point) && is_key(value)) {
                Some((point, _)) if vector.points.iter().any(|(other, _)| other == point) => {
                    return Err(VectorFault::Duplicate(point.to_owned()));
                }
                Some((point, value)) => vector.points.push((point.to_owned(), value.to_owned())),
                None if at + 1 == parts.len() && at > 0 && is_moment(part) => vector.time = Some((*part).to_owned()),
                None if body.is_empty() => return Err(VectorFault::Empty),
                None => return Err(VectorFault::BadPart(at + 1)),
            }
        }
        Ok(vector)
    }

    /// The points as a table takes them.
    #[must_use]
    pub fn pairs(&self) -> Vec<(&str, &str)> {
        self.points.iter().map(|(point, value)| (point.as_str(), value.as_str())).collect()
    }
}

impl std::fmt::Display for Vector {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(PREFIX)?;
        self.points.iter().try_for_each(|(point, value)| write!(f, "{point}:{value}/"))?;
        self.time.iter().try_for_each(|time| write!(f, "{time}/"))
    }
}

impl std::str::FromStr for Vector {
    type Err = VectorFault;

    fn from_str(text: &str) -> Result<Self, VectorFault> {
        Self::parse(text)
    }
}

impl Path {
    /// The answers as a vector, with the short keys that readers of vectors know; the decision follows from the table.
    /// A time that is no day, instant or number of seconds is left out.
    #[must_use]
    pub fn vector(&self, time: Option<&str>) -> Vector {
        let points = self.steps().iter().map(|step| (step.point.vector_key().to_owned(), step.answer.key.to_owned())).collect();
        Vector { points, time: time.filter(|time| is_moment(time)).map(str::to_owned) }
    }
}

/// Letters and digits, with underscores between; `T*` is an old value of CISA's (SSVC 2.0.0 schema, `key`).
pub(super) fn is_key(text: &str) -> bool {
    let inner = text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    text == "T*" || (!text.is_empty() && inner && !text.starts_with('_') && !text.ends_with('_'))
}

fn is_moment(text: &str) -> bool {
    let seconds = !text.is_empty() && text.len() <= 12 && text.bytes().all(|byte| byte.is_ascii_digit());
    // Some writers leave the zone out.
    seconds || is_time(text) || is_time(&format!("{text}Z")) || text.parse::<Day>().is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_read_is_written_again() {
        for text in [
            "SSVCv2/E:A/A:Y/T:T/P:M/B:A/M:H/D:C/2026-11-24T09:00:00Z/",
            "SSVCv2/E:N/U:L/T:P/P:M/2026-11-24/",
            "SSVCv2/Ps:Nm/T:T/U:E/1605040000/",
            "SSVCv2/CISA:T*/",
            "SSVCv2/E:A/2026-11-24T09:00:00.123+09:00/",
        ] {
            let vector = Vector::parse(text).unwrap();
            assert_eq!(vector.to_string(), text);
            assert_eq!(Vector::parse(text.trim_end_matches('/')), Ok(vector));
        }
    }

    #[test]
    fn each_rule_has_its_fault() {
        let fault = |text: &str| Vector::parse(text).unwrap_err();
        assert_eq!(fault("SSVCv1/E:A/"), VectorFault::BadPrefix);
        assert_eq!(fault("CVSS:3.1/AV:N"), VectorFault::BadPrefix);
        assert_eq!(fault("SSVCv2/"), VectorFault::Empty);
        assert_eq!(fault("SSVCv2//E:A/"), VectorFault::BadPart(1));
        assert_eq!(fault("SSVCv2/E:A//"), VectorFault::BadPart(2));
        assert_eq!(fault("SSVCv2/E:/"), VectorFault::BadPart(1));
        assert_eq!(fault("SSVCv2/2026-11-24/"), VectorFault::BadPart(1));
        assert_eq!(fault("SSVCv2/E:A/2026-11-24/A:Y/"), VectorFault::BadPart(2));
        assert_eq!(fault("SSVCv2/E:A/2026-13-24/"), VectorFault::BadPart(2));
        assert_eq!(fault("SSVCv2/E:A/E:N/"), VectorFault::Duplicate("E".into()));
        assert_eq!(fault(&format!("SSVCv2/{}", "E:A/".repeat(300))), VectorFault::TooLong);
    }

    #[test]
    fn every_path_of_every_table_comes_back_from_its_vector() {
        let mut met = 0;
        for table in super::super::tables() {
            for (answers, outcome) in table.rows() {
                let given: Vec<_> = table.inputs.iter().zip(&answers).map(|(point, at)| (point.id, point.values[*at].key)).collect();
                let vector = table.walk(&given).unwrap().vector(Some("2026-11-24T09:00:00Z"));
                let again = Vector::parse(&vector.to_string()).unwrap();
                assert_eq!(again, vector);
                assert_eq!(table.walk(&again.pairs()).unwrap().outcome(), &table.outcome.values[outcome]);
                met += 1;
            }
        }
        assert_eq!(met, 403);
    }

    proptest::proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "(SSVCv2/)?([A-Za-z*_]{0,3}[:/]{0,2}){0,12}[0-9T:Z./+-]{0,24}/?") {
            if let Ok(vector) = Vector::parse(&text) {
                proptest::prop_assert_eq!(Vector::parse(&vector.to_string()), Ok(vector));
            }
        }
    }
}
