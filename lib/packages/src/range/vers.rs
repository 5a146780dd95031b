//! VERS, the version range specifier (package-url/vers-spec, "Core specification" and "How to parse and validate VERS").
//!
//! [`Vers::parse`] takes canonical texts only, as the specification demands of tools; [`Vers::read`] takes what people
//! write and puts it in order. [`Vers::of_set`] writes a set in its one canonical form.

use std::cmp::Ordering;
use std::fmt;

use super::line::Line;
use super::set::{RangeSet, cut};
use super::{CONSTRAINTS_MAX, Containment, RANGE_BYTES_MAX, Reason};
use crate::scheme::Scheme;

/// How a constraint compares.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Comparator {
    /// `!=`
    Ne,
    /// `<`
    Lt,
    /// `<=`
    Le,
    /// `=`, which is not written.
    Eq,
    /// `>`
    Gt,
    /// `>=`
    Ge,
}

impl Comparator {
    /// The sign, also that of equality.
    #[must_use]
    pub const fn sign(self) -> &'static str {
        match self {
            Self::Ne => "!=",
            Self::Lt => "<",
            Self::Le => "<=",
            Self::Eq => "=",
            Self::Gt => ">",
            Self::Ge => ">=",
        }
    }

    /// The comparator with this sign; nothing is equality.
    #[must_use]
    pub fn of_sign(sign: &str) -> Option<Self> {
        Some(match sign {
            "" | "=" => Self::Eq,
            "!=" => Self::Ne,
            "<" => Self::Lt,
            "<=" => Self::Le,
            ">" => Self::Gt,
            ">=" => Self::Ge,
            _ => return None,
        })
    }

    const fn is_upper(self) -> bool {
        matches!(self, Self::Lt | Self::Le)
    }

    const fn is_lower(self) -> bool {
        matches!(self, Self::Gt | Self::Ge)
    }
}

/// A comparator with its version, decoded.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Constraint {
    /// How it compares.
    pub comparator: Comparator,
    /// With what.
    pub version: String,
}

/// What is wrong with a VERS text.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// Longer than `RANGE_BYTES_MAX`, or more than `CONSTRAINTS_MAX` constraints.
    #[error("the range is longer than what is read")]
    TooLong,
    /// The text does not begin with `vers:TYPE/`.
    #[error("expected `vers:TYPE/CONSTRAINTS`")]
    NoVers,
    /// A type is lower-case letters, digits, `.` and `-`, and begins with a letter.
    #[error("`{0}` is not a type of VERS")]
    BadType(String),
    /// No constraint, or a comparator without a version.
    #[error("expected a version")]
    NoVersion,
    /// A star beside something else, or anything else in the types `all` and `none`.
    #[error("`*` stands alone")]
    StarNotAlone,
    /// Whitespace.
    #[error("non-canonical VERS: whitespace is not permitted")]
    Whitespace,
    /// A pipe at the beginning.
    #[error("non-canonical VERS: leading pipe is not permitted")]
    LeadingPipe,
    /// A pipe at the end.
    #[error("non-canonical VERS: trailing pipe is not permitted")]
    TrailingPipe,
    /// Two pipes without a constraint between them.
    #[error("non-canonical VERS: consecutive pipes are not permitted")]
    ConsecutivePipes,
    /// A percent sign without two hexadecimal digits, or bytes that are no UTF-8.
    #[error("non-canonical VERS: invalid percent-encoding in version")]
    BadEncoding,
    /// Encoded what is written plainly, plain what is to be encoded, or digits in lower case.
    #[error("non-canonical VERS: percent-encoding in version is not canonical")]
    OtherEncoding,
    /// A time with `t` or `z`.
    #[error("non-canonical VERS: datetime must use uppercase T and Z")]
    DateTimeCase,
    /// A time whose colons are encoded.
    #[error("non-canonical VERS: datetime time colons must be unencoded")]
    DateTimeColons,
    /// Not in the order of the versions.
    #[error("non-canonical VERS: constraints are not sorted by version")]
    Unsorted,
    /// One version twice.
    #[error("non-canonical VERS: version `{0}` occurs twice")]
    Duplicate(String),
    /// Comparators that do not follow each other.
    #[error("non-canonical VERS: `{0}` cannot be followed by `{1}`")]
    Sequence(&'static str, &'static str),
    /// A set with unreadable ends or versions has no VERS.
    #[error("the range cannot be written as VERS: parts of it are unknown")]
    NotWritable,
}

/// A version range specifier. Without constraints it is `*`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Vers {
    ty: String,
    constraints: Vec<Constraint>,
}

impl Vers {
    /// Puts constraints of a type in the order of their versions; none = `*`. Versions that its scheme cannot read stay
    /// where they are.
    ///
    /// # Errors
    /// If the type is none or a version is empty. That the constraints follow each other is not asked.
    pub fn build(ty: &str, mut constraints: Vec<Constraint>) -> Result<Self, Fault> {
        let ty = ty.to_ascii_lowercase();
        check_type(&ty)?;
        if constraints.len() > CONSTRAINTS_MAX {
            return Err(Fault::TooLong);
        }
        if constraints.iter().any(|c| c.version.is_empty()) {
            return Err(Fault::NoVersion);
        }
        if matches!(ty.as_str(), "all" | "none") && !constraints.is_empty() {
            return Err(Fault::StarNotAlone);
        }
        if let Some(scheme) = scheme_of_type(&ty) {
            // The key is read once; beside the same version, what ends stands before what begins.
            let keyed: Option<Vec<_>> = constraints.iter().map(|c| Some((cut(scheme, &c.version, false)?, c.comparator))).collect();
            if let Some(keyed) = keyed {
                let mut order: Vec<usize> = (0..constraints.len()).collect();
                order.sort_by(|a, b| keyed[*a].cmp(&keyed[*b]));
                constraints = order.into_iter().map(|at| constraints[at].clone()).collect();
            }
        }
        Ok(Self { ty, constraints })
    }

    /// Reads leniently: any order, repetitions, spaces, empty constraints and encodings are taken, and put in order.
    ///
    /// # Errors
    /// If the text is no VERS at all.
    pub fn read(text: &str) -> Result<Self, Fault> {
        let (ty, list) = split(text.trim())?;
        let ty = ty.trim().to_ascii_lowercase();
        check_type(&ty)?;
        if list.trim() == "*" {
            return Self::build(&ty, Vec::new());
        }
        let mut constraints = Vec::new();
        for part in list.split('|').map(str::trim).filter(|part| !part.is_empty()) {
            constraints.push(constraint(part, false, &ty)?);
            if constraints.len() > CONSTRAINTS_MAX {
                return Err(Fault::TooLong);
            }
        }
        if constraints.is_empty() {
            return Err(Fault::NoVersion);
        }
        Self::build(&ty, constraints)
    }

    /// Reads a canonical text.
    ///
    /// # Errors
    /// Whatever is not canonical, as the specification demands of tools. The order is asked of versions that a known
    /// scheme can read.
    pub fn parse(text: &str) -> Result<Self, Fault> {
        if text.chars().any(char::is_whitespace) {
            return Err(Fault::Whitespace);
        }
        let (ty, list) = split(text)?;
        check_type(ty)?;
        if list == "*" {
            return Self::build(ty, Vec::new());
        }
        match list {
            "" => return Err(Fault::NoVersion),
            _ if list.starts_with('|') => return Err(Fault::LeadingPipe),
            _ if list.ends_with('|') => return Err(Fault::TrailingPipe),
            _ if list.contains("||") => return Err(Fault::ConsecutivePipes),
            _ if matches!(ty, "all" | "none") || list.split('|').any(|part| part == "*") => return Err(Fault::StarNotAlone),
            _ => {}
        }
        if list.split('|').nth(CONSTRAINTS_MAX).is_some() {
            return Err(Fault::TooLong);
        }
        let constraints = list.split('|').map(|part| constraint(part, true, ty)).collect::<Result<_, _>>()?;
        let vers = Self { ty: ty.to_owned(), constraints };
        vers.check()?;
        Ok(vers)
    }

    /// Whether the constraints are in order and follow each other ("Normalized, canonical representation and validation").
    ///
    /// # Errors
    /// The first rule that does not hold.
    pub fn check(&self) -> Result<(), Fault> {
        if let Some(scheme) = self.scheme() {
            let mut last = None;
            for constraint in &self.constraints {
                let Some(here) = cut(scheme, &constraint.version, false) else { continue };
                match last.as_ref().map(|last| here.cmp(last)) {
                    Some(Ordering::Less) => return Err(Fault::Unsorted),
                    Some(Ordering::Equal) => return Err(Fault::Duplicate(constraint.version.clone())),
                    _ => last = Some(here),
                }
            }
        }
        let mut seen: Vec<&str> = self.constraints.iter().map(|c| c.version.as_str()).collect();
        seen.sort_unstable();
        if let Some(twice) = seen.windows(2).find(|pair| pair[0] == pair[1]) {
            return Err(Fault::Duplicate(twice[0].to_owned()));
        }
        let mut signs = self.constraints.iter().map(|c| c.comparator).filter(|c| *c != Comparator::Ne).peekable();
        while let Some(sign) = signs.next() {
            // After a begin only an end fits, after an end or a version only what is not an end; so they alternate.
            if let Some(next) = signs.peek().filter(|next| sign.is_lower() != next.is_upper()) {
                return Err(Fault::Sequence(sign.sign(), next.sign()));
            }
        }
        Ok(())
    }

    /// The type, such as `npm`.
    #[must_use]
    pub fn ty(&self) -> &str {
        &self.ty
    }

    /// The constraints in order; none = `*`.
    #[must_use]
    pub fn constraints(&self) -> &[Constraint] {
        &self.constraints
    }

    /// The scheme that orders this type's versions; none = we have none, or the type needs none (`all`, `none`).
    #[must_use]
    pub fn scheme(&self) -> Option<Scheme> {
        scheme_of_type(&self.ty)
    }

    /// Whether a version is inside.
    #[must_use]
    pub fn contains(&self, version: &str) -> Containment {
        match (self.ty.as_str(), self.scheme()) {
            ("none", _) => Containment::Out,
            (_, Some(scheme)) => self.set(scheme).contains(version),
            (_, None) if self.constraints.is_empty() => Containment::In,
            (_, None) => Containment::Unknown(Reason::VersionUnreadable),
        }
    }

    /// The set that is meant ("Constraints simplification", then "Checking if a version is contained"), under a scheme,
    /// which is that of the type except for the types `all` and `none`.
    ///
    /// Constraints that only exclude are read as all versions but those.
    #[must_use]
    pub fn set(&self, scheme: Scheme) -> RangeSet {
        if self.ty == "none" {
            return RangeSet::nothing(scheme);
        }
        let is = |comparator| self.constraints.iter().filter(move |c| c.comparator == comparator);
        let points = |comparator| RangeSet::union_all(scheme, is(comparator).map(|c| RangeSet::of_version(scheme, &c.version)));
        let signposts = self.signposts(scheme);
        let inside = if self.constraints.iter().all(|c| c.comparator == Comparator::Ne) {
            RangeSet::everything(scheme)
        } else {
            RangeSet::union_all(scheme, signposts.into_iter().chain([points(Comparator::Eq)]))
        };
        if is(Comparator::Ne).next().is_none() { inside } else { inside.without(&points(Comparator::Ne)) }
    }

    /// The intervals between begins and ends. Of begins in a row the first counts, of ends in a row the last.
    fn signposts(&self, scheme: Scheme) -> Vec<RangeSet> {
        let mut posts = self.constraints.iter().filter(|c| c.comparator.is_lower() || c.comparator.is_upper()).peekable();
        let end = |c: &Constraint| cut(scheme, &c.version, matches!(c.comparator, Comparator::Gt | Comparator::Le)).map(Some);
        let mut out = Vec::new();
        let mut from = Some(None);
        let mut open = posts.peek().is_some_and(|first| first.comparator.is_upper());
        while let Some(post) = posts.next() {
            if post.comparator.is_lower() && !open {
                (from, open) = (end(post), true);
            } else if post.comparator.is_upper() && posts.peek().is_none_or(|next| next.comparator.is_lower()) {
                out.push(RangeSet::between(scheme, from.take(), end(post)));
                open = false;
            }
        }
        if open {
            out.push(RangeSet::between(scheme, from, Some(None)));
        }
        out
    }

    /// The canonical form of a set: `vers:npm/>=1.0|<2`, everything `vers:npm/*`, nothing `vers:none/*`.
    ///
    /// # Errors
    /// If the set has unknown parts, versions that the scheme cannot read, or more than `CONSTRAINTS_MAX` ends.
    pub fn of_set(set: &RangeSet) -> Result<Self, Fault> {
        let ty = type_of_scheme(set.scheme());
        if !set.is_line() {
            return Err(Fault::NotWritable);
        }
        if *set.line() == Line::whole(false) {
            return Self::build("none", Vec::new());
        }
        let mut constraints: Vec<Constraint> = Vec::new();
        let mut inside = set.line().begins_inside();
        let mut cuts = set.line().cuts().iter().peekable();
        while let Some(cut) = cuts.next() {
            let comparator = if cuts.next_if(|next| next.key == cut.key).is_some() {
                if inside { Comparator::Ne } else { Comparator::Eq }
            } else {
                inside = !inside;
                match (inside, cut.after) {
                    (true, true) => Comparator::Gt,
                    (true, false) => Comparator::Ge,
                    (false, true) => Comparator::Le,
                    (false, false) => Comparator::Lt,
                }
            };
            constraints.push(Constraint { comparator, version: cut.text.to_string() });
        }
        if constraints.len() > CONSTRAINTS_MAX {
            return Err(Fault::TooLong);
        }
        Ok(Self { ty: ty.to_owned(), constraints })
    }
}

impl fmt::Display for Vers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "vers:{}/", self.ty)?;
        if self.constraints.is_empty() {
            return f.write_str("*");
        }
        for (i, constraint) in self.constraints.iter().enumerate() {
            let sign = if constraint.comparator == Comparator::Eq { "" } else { constraint.comparator.sign() };
            write!(f, "{}{sign}{}", if i > 0 { "|" } else { "" }, encode(&constraint.version))?;
        }
        Ok(())
    }
}

/// The scheme that orders the versions of a type of VERS.
#[must_use]
pub fn scheme_of_type(ty: &str) -> Option<Scheme> {
    let word = match ty {
        "golang" => "go",
        "dart" => "pub",
        "intdot" => "dotted",
        "generic" => "cpe-generic",
        // Three numbers, as nginx has always had.
        "nginx" => "semver",
        // A type of VERS that holds no version, not our scheme of versions without an order.
        "none" | "all" => return None,
        word => word,
    };
    Scheme::of_word(word).or_else(|| Scheme::of_purl_type(ty))
}

/// The type of VERS under which a scheme's ranges are written.
#[must_use]
pub const fn type_of_scheme(scheme: Scheme) -> &'static str {
    match scheme.word().as_bytes() {
        b"go" => "golang",
        b"dotted" => "intdot",
        b"cpe-generic" => "generic",
        _ => scheme.word(),
    }
}

fn split(text: &str) -> Result<(&str, &str), Fault> {
    if text.len() > RANGE_BYTES_MAX {
        return Err(Fault::TooLong);
    }
    text.strip_prefix("vers:").and_then(|rest| rest.split_once('/')).ok_or(Fault::NoVers)
}

fn check_type(ty: &str) -> Result<(), Fault> {
    let fits = ty.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'.' | b'-'));
    if fits && ty.starts_with(|c: char| c.is_ascii_lowercase()) { Ok(()) } else { Err(Fault::BadType(ty.chars().take(40).collect())) }
}

fn constraint(text: &str, strict: bool, ty: &str) -> Result<Constraint, Fault> {
    let signs = [("!=", Comparator::Ne), ("<=", Comparator::Le), (">=", Comparator::Ge), ("<", Comparator::Lt), (">", Comparator::Gt)];
    let (comparator, rest) =
        signs.iter().find_map(|(sign, comparator)| Some((*comparator, text.strip_prefix(sign)?))).unwrap_or((Comparator::Eq, text));
    let encoded = if strict { rest } else { rest.strip_prefix('=').unwrap_or(rest).trim() };
    if encoded.is_empty() {
        return Err(Fault::NoVersion);
    }
    if encoded == "*" {
        return Err(Fault::StarNotAlone);
    }
    let version = decode(encoded).ok_or(Fault::BadEncoding)?;
    if strict {
        if encode(&version) != encoded {
            let colons = ty == "datetime" && encoded.contains("%3A");
            return Err(if colons { Fault::DateTimeColons } else { Fault::OtherEncoding });
        }
        if ty == "datetime" && version.contains(['t', 'z']) {
            return Err(Fault::DateTimeCase);
        }
    }
    Ok(Constraint { comparator, version })
}

/// Decodes once; none = a percent sign without two hexadecimal digits, or no UTF-8.
fn decode(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        rest = tail;
        if *first != b'%' {
            bytes.push(*first);
            continue;
        }
        let [high, low, after @ ..] = tail else { return None };
        let (high, low) = (char::from(*high).to_digit(16)?, char::from(*low).to_digit(16)?);
        bytes.push(u8::try_from(high * 16 + low).ok()?);
        rest = after;
    }
    String::from_utf8(bytes).ok()
}

/// Encodes the comparators' characters, the pipe, the percent sign, and whatever is no printable ASCII.
fn encode(version: &str) -> String {
    let mut out = String::with_capacity(version.len());
    for byte in version.bytes() {
        if byte.is_ascii_graphic() && !b"><=!*|%".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}
