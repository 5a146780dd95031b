//! SSVC 2.x: questions with few answers give a decision, by the published tables.
//!
//! [`table`] finds a table by its key; [`Table::walk`] answers its questions and gives a [`Path`]: the decision, the answers that
//! made it, and what would change it. Answers come from anywhere as pairs of point and value: from a form, from a [`Vector`]
//! (`SSVCv2/E:A/…`), from JSON ([`SelectionList`], or [`Computed`] as CVE records carry it); [`hints`] suggests some of them.
//!
//! | Table | Who decides | What |
//! |---|---|---|
//! | `DT_SP` | supplier | when to make a fix |
//! | `DT_DP` | deployer | when to apply it |
//! | `DT_COORD_TRIAGE` | coordinator | whether to coordinate |
//! | `DT_COORD_PUBLISH` | coordinator | whether to publish |
//! | `DT_U`, `DT_HI`, `DT_PSI` | helpers | utility, human impact, public safety impact from their parts |
//! | `DT_CO`, `DT_BOD2604` | CISA | level; time to fix |
//!
//! A supplier, whom this house serves first, has types for its own table: [`Points`] and [`Decision`].

mod hints;
mod json;
mod path;
mod table;
mod time;
mod vector;

pub use hints::{Hint, Source, hints};
pub use json::{Computed, JSON_BYTES_MAX, JsonFault, Reference, SelectedValue, Selection, SelectionList};
pub use path::{Path, Step, Turn};
pub use table::{Answer, Point, Table, points, table, tables};
pub use vector::{VECTOR_BYTES_MAX, Vector, VectorFault};

/// Declares a decision point with its values in order of rising urgency.
macro_rules! points {
    ($($(#[$doc:meta])* $name:ident = $point:literal { $($(#[$value_doc:meta])* $value:ident = $key:literal),+ $(,)? })+) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name {
            $($(#[$value_doc])* $value),+
        }

        impl $name {
            /// The key of the decision point.
            pub const POINT: &'static str = $point;

            /// Every value, in order.
            pub const ALL: &'static [Self] = &[$(Self::$value),+];

            /// The key of the value.
            #[must_use]
            pub const fn key(self) -> &'static str {
                match self {
                    $(Self::$value => $key),+
                }
            }

            /// The value of a key, or none.
            #[must_use]
            pub fn from_key(key: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|value| value.key() == key)
            }

            /// Takes the value of this point from pairs of point and value.
            ///
            /// # Errors
            /// [`Fault`] when the point is absent or its value does not exist.
            pub fn read(points: &[(&str, &str)]) -> Result<Self, Fault> {
                let given = points.iter().find(|(point, _)| *point == $point).and_then(|(_, key)| Self::from_key(key));
                given.ok_or_else(|| Fault { point: $point, allowed: [$($key),+].join(", ") })
            }
        }
    )+};
}

points! {
    /// Whether somebody exploits it (E 1.1.0).
    Exploitation = "exploitation" {
        /// No evidence and no public proof of concept.
        None = "none",
        /// A proof of concept is public.
        PublicPoc = "public_poc",
        /// It is being exploited.
        Active = "active",
    }
    /// How useful it is to an attacker (U 1.0.1).
    Utility = "utility" {
        /// Much work for little.
        Laborious = "laborious",
        /// One of: automatable, or worth much at once.
        Efficient = "efficient",
        /// Both.
        SuperEffective = "super_effective",
    }
    /// Whether the first steps of an attack can be automated (A 2.0.0).
    Automatable = "automatable" {
        /// No.
        No = "no",
        /// Yes.
        Yes = "yes",
    }
    /// What an attacker gains from one success (VD 1.0.0).
    ValueDensity = "value_density" {
        /// Little.
        Diffuse = "diffuse",
        /// Much.
        Concentrated = "concentrated",
    }
    /// What an attacker controls afterwards (TI 1.0.0).
    TechnicalImpact = "technical_impact" {
        /// Part of the behaviour.
        Partial = "partial",
        /// All of it.
        Total = "total",
    }
    /// Harm to people (PSI 2.0.1).
    PublicSafetyImpact = "public_safety_impact" {
        /// Negligible.
        Minimal = "minimal",
        /// Marginal or worse.
        Significant = "significant",
    }
    /// What to do (DSOI 1.0.0).
    Decision = "decision" {
        /// Nothing for now.
        Defer = "defer",
        /// With the next regular release.
        Scheduled = "scheduled",
        /// Before the next regular release.
        OutOfCycle = "out_of_cycle",
        /// With everything at hand.
        Immediate = "immediate",
    }
}

impl Utility {
    /// Utility from its two parts (table `DT_U 1.0.0`).
    #[must_use]
    pub const fn of(automatable: Automatable, density: ValueDensity) -> Self {
        match (automatable, density) {
            (Automatable::No, ValueDensity::Diffuse) => Self::Laborious,
            (Automatable::Yes, ValueDensity::Concentrated) => Self::SuperEffective,
            _ => Self::Efficient,
        }
    }
}

/// A decision point that is absent or has a value that does not exist.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{point}` must be one of {allowed}")]
pub struct Fault {
    /// Key of the point.
    pub point: &'static str,
    /// Its values, joined by commas.
    pub allowed: String,
}

/// The four points of the supplier's table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Points {
    /// Exploitation.
    pub exploitation: Exploitation,
    /// Utility.
    pub utility: Utility,
    /// Technical impact.
    pub technical_impact: TechnicalImpact,
    /// Public safety impact.
    pub public_safety_impact: PublicSafetyImpact,
}

impl Points {
    /// Reads pairs of point and value. Utility may be given as such or by `automatable` and `value_density`.
    ///
    /// # Errors
    /// The first [`Fault`] in the order of the table. Points that the table does not use are passed over.
    pub fn read(points: &[(&str, &str)]) -> Result<Self, Fault> {
        let has = |name: &str| points.iter().any(|(point, _)| *point == name);
        Ok(Self {
            exploitation: Exploitation::read(points)?,
            utility: if !has(Utility::POINT) && (has(Automatable::POINT) || has(ValueDensity::POINT)) {
                Utility::of(Automatable::read(points)?, ValueDensity::read(points)?)
            } else {
                Utility::read(points)?
            },
            technical_impact: TechnicalImpact::read(points)?,
            public_safety_impact: PublicSafetyImpact::read(points)?,
        })
    }

    /// Looks the decision up in `DT_SP`.
    #[must_use]
    pub fn decide(self) -> Decision {
        let places =
            [self.exploitation as usize, self.utility as usize, self.technical_impact as usize, self.public_safety_impact as usize];
        let outcome = table("DT_SP").and_then(|table| table.lookup(&places));
        // Invariant: the bundled table has a row for every combination; a test walks all 36. Unread would mean: look at it.
        outcome.and_then(|place| Decision::ALL.get(place).copied()).unwrap_or(Decision::Immediate)
    }

    /// The way through `DT_SP`, with what decided and what would change it.
    ///
    /// # Errors
    /// None in practice: each value is one of the table; a test walks all 36.
    pub fn path(self) -> Result<Path, Fault> {
        let given = [
            ("E", self.exploitation.key()),
            ("U", self.utility.key()),
            ("TI", self.technical_impact.key()),
            ("PSI", self.public_safety_impact.key()),
        ];
        table("DT_SP").ok_or(Fault { point: "DT_SP", allowed: String::new() })?.walk(&given)
    }
}

/// Reads the points and looks the decision up.
///
/// # Errors
/// As [`Points::read`].
pub fn supplier(points: &[(&str, &str)]) -> Result<Decision, Fault> {
    Points::read(points).map(Points::decide)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn given(values: [&str; 4]) -> Result<Decision, Fault> {
        let names = ["exploitation", "utility", "technical_impact", "public_safety_impact"];
        supplier(&names.into_iter().zip(values).collect::<Vec<_>>())
    }

    #[test]
    fn the_corners_of_the_table() {
        assert_eq!(given(["active", "efficient", "total", "significant"]), Ok(Decision::Immediate));
        assert_eq!(given(["none", "laborious", "partial", "minimal"]), Ok(Decision::Defer));
    }

    #[test]
    fn types_and_table_say_the_same() {
        let table = table("DT_SP").unwrap();
        assert_eq!(table.outcome.values.len(), Decision::ALL.len());
        let mut met = 0;
        for (answers, outcome) in table.rows() {
            let given: Vec<_> = table.inputs.iter().zip(&answers).map(|(point, at)| (point, point.values[*at].name_en)).collect();
            let key = |name: &str| name.to_lowercase().replace([' ', '-'], "_");
            let given: Vec<_> = given.iter().map(|(point, name)| (key(point.name_en), key(name))).collect();
            let given: Vec<_> = given.iter().map(|(point, name)| (point.as_str(), name.as_str())).collect();
            let points = Points::read(&given).unwrap();
            let decision = points.decide();
            assert_eq!((decision, decision.key()), (Decision::ALL[outcome], key(table.outcome.values[outcome].name_en).as_str()));
            assert_eq!(points.path().unwrap().outcome(), &table.outcome.values[outcome]);
            met += 1;
        }
        assert_eq!(met, 36);
    }

    #[test]
    fn more_urgent_points_never_give_a_less_urgent_decision() {
        let all: Vec<Points> = Exploitation::ALL
            .iter()
            .flat_map(|e| Utility::ALL.iter().map(move |u| (e, u)))
            .flat_map(|(e, u)| TechnicalImpact::ALL.iter().map(move |t| (e, u, t)))
            .flat_map(|(e, u, t)| PublicSafetyImpact::ALL.iter().map(move |p| (e, u, t, p)))
            .map(|(e, u, t, p)| Points { exploitation: *e, utility: *u, technical_impact: *t, public_safety_impact: *p })
            .collect();
        assert_eq!(all.len(), 36);
        let below = |a: &Points, b: &Points| {
            a.exploitation <= b.exploitation
                && a.utility <= b.utility
                && a.technical_impact <= b.technical_impact
                && a.public_safety_impact <= b.public_safety_impact
        };
        for (a, b) in all.iter().flat_map(|a| all.iter().map(move |b| (a, b))).filter(|(a, b)| below(a, b)) {
            assert!(a.decide() <= b.decide(), "{a:?} {b:?}");
        }
    }

    #[test]
    fn utility_may_come_in_parts_and_faults_name_the_point() {
        let rest = [("exploitation", "active"), ("technical_impact", "partial"), ("public_safety_impact", "minimal")];
        let with = |more: &[(&'static str, &'static str)]| supplier(&[&rest[..], more].concat());
        assert_eq!(with(&[("automatable", "yes"), ("value_density", "concentrated")]), Ok(Decision::Immediate));
        assert_eq!(with(&[("automatable", "no"), ("value_density", "concentrated")]), Ok(Decision::OutOfCycle));
        assert_eq!(with(&[("automatable", "no")]).unwrap_err().point, "value_density");
        let fault = with(&[]).unwrap_err();
        assert_eq!((fault.point, fault.allowed.as_str()), ("utility", "laborious, efficient, super_effective"));
        assert_eq!(with(&[("utility", "vast")]).unwrap_err().point, "utility");
    }
}
