//! CVSS 4.0 §8: the macrovector's score, lowered by how far the vector lies below the worst vector of its macrovector.
//!
//! The metrics form six equivalence sets (EQ1 to EQ6) of two or three levels. Their levels are the macrovector, for which a
//! published table has the score of its worst vector. From there the score sinks: each set counts the steps of its metrics below
//! that worst vector, as a share of the way to the next lower macrovector, and the mean of these sinks is taken away. A modified
//! metric stands for its base metric; threat and requirements that are not defined count as the worst. Here all is whole numbers,
//! so a half of a tenth is a half and rounds up; calculators with binary fractions sometimes give a tenth less there.

use super::metrics::{Given, Group, Metric, Order};
use super::tables::v4::{self as table, METRICS};
use super::{Score, VectorFault};

/// A vector of CVSS 4.0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Vector(pub(super) Given);

/// Steps of one metric below its worst value.
type Steps = i64;

/// The metrics that count, each in steps below its worst value, after modification and defaults.
struct Depths {
    av: Steps,
    pr: Steps,
    ui: Steps,
    ac: Steps,
    at: Steps,
    vulnerable: [Steps; 3],
    /// 0 = safety, 1 = high, 2 = low, 3 = none.
    subsequent: [Steps; 3],
    requirement: [Steps; 3],
    exploit: Steps,
}

/// The macrovector: EQ1 to EQ6 of §8.2.
type Levels = [usize; 6];

impl Vector {
    pub(super) const TABLE: &'static [Metric] = &METRICS;

    pub(super) fn read(body: &str) -> Result<Self, VectorFault> {
        Given::read(&METRICS, Order::Fixed, body).map(Self)
    }

    /// The score of everything the vector names: base, threat and environment.
    #[must_use]
    pub fn score(&self) -> Score {
        let depths = self.depths();
        if depths.vulnerable == [2; 3] && depths.subsequent == [3; 3] {
            return Score::of(0);
        }
        let levels = depths.levels();
        // Invariant: every macrovector that levels() can make is in the table; a test walks them all.
        let Some(top) = lookup(levels) else { return Score::of(0) };
        // §8.3: the mean, over the equivalence sets that have a lower level, of the share of the way down to that level.
        let sets = [
            (lower(levels, top, &[0]), depths.below(1, levels), [1, 4, 5][levels[0]]),
            (lower(levels, top, &[1]), depths.below(2, levels), [1, 2][levels[1]]),
            (lower_3_6(levels, top), depths.below(3, levels), span_3_6(levels)),
            (lower(levels, top, &[3]), depths.below(4, levels), [6, 5, 4][levels[3]]),
            (lower(levels, top, &[4]), 0, 1),
        ];
        let count = i64::try_from(sets.iter().filter(|s| s.0.is_some()).count()).unwrap_or(1).max(1);
        // Exact: all spans divide COMMON, so no binary fraction takes part.
        const COMMON: i64 = 840;
        let sum: i64 = sets.iter().filter_map(|(gap, below, span)| gap.map(|gap| gap * below * (COMMON / span))).sum();
        let whole = COMMON * count;
        let numerator = (top * whole - sum).clamp(0, 100 * whole);
        Score::of((2 * numerator + whole).div_euclid(2 * whole))
    }

    /// The same vector with its base metrics only: `CVSS-B`.
    #[must_use]
    pub fn base_only(&self) -> Self {
        Self(self.0.keep(&METRICS, |_| false))
    }

    /// The same vector without the environment: `CVSS-BT`, where it defines a threat.
    #[must_use]
    pub fn base_and_threat(&self) -> Self {
        Self(self.0.keep(&METRICS, |group| group == Group::Threat))
    }

    /// The same vector without the threat: `CVSS-BE`, where it defines an environment.
    #[must_use]
    pub fn base_and_environment(&self) -> Self {
        Self(self.0.keep(&METRICS, |group| group == Group::Environmental))
    }

    /// Which groups of metrics the score counts: `CVSS-B`, `CVSS-BT`, `CVSS-BE` or `CVSS-BTE` (§1.3).
    #[must_use]
    pub fn nomenclature(&self) -> &'static str {
        match (self.0.defines(&METRICS, table::E), self.0.defines_any(&METRICS, Group::Environmental)) {
            (false, false) => "CVSS-B",
            (true, false) => "CVSS-BT",
            (false, true) => "CVSS-BE",
            (true, true) => "CVSS-BTE",
        }
    }

    /// The macrovector, the levels of EQ1 to EQ6 (§8.2); 0 is the worst.
    #[must_use]
    pub fn macrovector(&self) -> [usize; 6] {
        self.depths().levels()
    }

    /// The vector in the order of the specification, without metrics that are not defined.
    #[must_use]
    pub fn canonical(&self) -> String {
        self.0.canonical(&METRICS, "CVSS:4.0/")
    }

    /// Steps below the worst value: the place in the table, from the modified metric where that is defined.
    fn depth(&self, base: usize, modified: usize) -> Steps {
        steps(self.0.get(if self.0.defines(&METRICS, modified) { modified } else { base }))
    }

    /// As `depth`, where the modified metric has "safety" before the values of its base metric.
    fn depth_with_safety(&self, base: usize, modified: usize) -> Steps {
        if self.0.defines(&METRICS, modified) { steps(self.0.get(modified)) } else { steps(self.0.get(base)) + 1 }
    }

    /// As `depth`, where "not defined" counts as the worst value.
    fn depth_or_worst(&self, metric: usize) -> Steps {
        if self.0.defines(&METRICS, metric) { steps(self.0.get(metric)) } else { 0 }
    }

    fn depths(&self) -> Depths {
        Depths {
            av: self.depth(table::AV, table::MAV),
            pr: self.depth(table::PR, table::MPR),
            ui: self.depth(table::UI, table::MUI),
            ac: self.depth(table::AC, table::MAC),
            at: self.depth(table::AT, table::MAT),
            vulnerable: [self.depth(table::VC, table::MVC), self.depth(table::VI, table::MVI), self.depth(table::VA, table::MVA)],
            subsequent: [
                self.depth(table::SC, table::MSC) + 1,
                self.depth_with_safety(table::SI, table::MSI),
                self.depth_with_safety(table::SA, table::MSA),
            ],
            requirement: [table::CR, table::IR, table::AR].map(|metric| self.depth_or_worst(metric)),
            exploit: self.depth_or_worst(table::E),
        }
    }
}

fn steps(place: usize) -> Steps {
    // Invariant: a place in the values of one metric, at most 5.
    Steps::try_from(place).unwrap_or(0)
}

impl Depths {
    /// Equivalence sets of §8.2, tables 24 to 29.
    fn levels(&self) -> Levels {
        let entrance = [self.av, self.pr, self.ui];
        let eq1 = match entrance {
            [0, 0, 0] => 0,
            [3, _, _] => 2,
            _ if entrance.contains(&0) => 1,
            _ => 2,
        };
        let eq2 = usize::from((self.ac, self.at) != (0, 0));
        let eq3 = match self.vulnerable {
            [0, 0, _] => 0,
            some if some.contains(&0) => 1,
            _ => 2,
        };
        let eq4 = match self.subsequent {
            [_, 0, _] | [_, _, 0] => 0,
            some if some.contains(&1) => 1,
            _ => 2,
        };
        let eq5 = usize::try_from(self.exploit).unwrap_or(0);
        let eq6 = usize::from(!self.vulnerable.iter().zip(&self.requirement).any(|pair| pair == (&0, &0)));
        [eq1, eq2, eq3, eq4, eq5, eq6]
    }

    /// Steps below the worst vector of a set that the vector does not exceed anywhere (§8.3, "maximal scoring vectors").
    fn below(&self, set: u8, levels: Levels) -> Steps {
        match set {
            1 => nearest(
                &[self.av, self.pr, self.ui],
                [&[[0, 0, 0]][..], &[[1, 0, 0], [0, 1, 0], [0, 0, 1]], &[[3, 0, 0], [1, 1, 1]]][levels[0]],
            ),
            2 => nearest(&[self.ac, self.at], [&[[0, 0]][..], &[[1, 0], [0, 1]]][levels[1]]),
            3 => {
                let [vc, vi, va] = self.vulnerable;
                let [cr, ir, ar] = self.requirement;
                nearest(&[vc, vi, va, cr, ir, ar], worst_3_6(levels))
            }
            _ => nearest(&self.subsequent, [&[[1, 0, 0]][..], &[[1, 1, 1]], &[[2, 2, 2]]][levels[3]]),
        }
    }
}

fn nearest<const N: usize>(depths: &[Steps; N], worst: &[[Steps; N]]) -> Steps {
    let fits = |worst: &&[Steps; N]| depths.iter().zip(worst.iter()).all(|(own, worst)| own >= worst);
    worst.iter().find(fits).map_or(0, |worst| depths.iter().zip(worst).map(|(own, worst)| own - worst).sum())
}

/// The worst vectors of EQ3 and EQ6 together: VC, VI, VA, CR, IR, AR.
fn worst_3_6(levels: Levels) -> &'static [[Steps; 6]] {
    match (levels[2], levels[5]) {
        (0, 0) => &[[0, 0, 0, 0, 0, 0]],
        (0, _) => &[[0, 0, 1, 1, 1, 0], [0, 0, 0, 1, 1, 1]],
        (1, 0) => &[[1, 0, 0, 0, 0, 0], [0, 1, 0, 0, 0, 0]],
        (1, _) => &[[1, 0, 1, 0, 1, 0], [1, 0, 0, 0, 1, 1], [0, 1, 0, 1, 0, 1], [0, 1, 1, 1, 0, 0], [1, 1, 0, 0, 0, 1]],
        _ => &[[1, 1, 1, 0, 0, 0]],
    }
}

fn span_3_6(levels: Levels) -> i64 {
    match (levels[2], levels[5]) {
        (0, 0) => 7,
        (0, _) => 6,
        (1, _) => 8,
        _ => 10,
    }
}

/// Tenths between a macrovector and the one a level lower in the given sets; none when there is none lower.
fn lower(levels: Levels, top: i64, sets: &[usize]) -> Option<i64> {
    let mut next = levels;
    for set in sets {
        next[*set] += 1;
    }
    lookup(next).map(|score| top - score)
}

/// EQ3 and EQ6 go down together; from the top there are two ways, of which the higher counts.
fn lower_3_6(levels: Levels, top: i64) -> Option<i64> {
    match (levels[2], levels[5]) {
        (0, 0) => lower(levels, top, &[2]).into_iter().chain(lower(levels, top, &[5])).min(),
        (0 | 1, 1) => lower(levels, top, &[2]),
        (1, _) => lower(levels, top, &[5]),
        _ => None,
    }
}

/// Levels of each set.
const SIZES: Levels = [3, 2, 3, 3, 3, 2];
/// All combinations of levels, also those that cannot occur.
const COMBINATIONS: usize = 324;
const UNUSED: u8 = u8::MAX;

/// Scores in tenths by macrovector, from the published table.
static SCORES: [u8; COMBINATIONS] = scores(include_bytes!("../../data/cvss4_macrovectors.txt"));

fn lookup(levels: Levels) -> Option<i64> {
    let mut at = 0;
    for (level, size) in levels.iter().zip(SIZES) {
        if *level >= size {
            return None;
        }
        at = at * size + level;
    }
    let tenths = SCORES[at];
    (tenths != UNUSED).then_some(i64::from(tenths))
}

/// Reads lines of `012345 678` at compile time: six levels, a blank, three places of tenths.
const fn scores(text: &[u8]) -> [u8; COMBINATIONS] {
    const LINE: usize = 11;
    let mut table = [UNUSED; COMBINATIONS];
    let mut at = 0;
    while text[at] != b'\n' {
        at += 1;
    }
    at += 1;
    while at + LINE <= text.len() {
        let mut index = 0;
        let mut set = 0;
        while set < SIZES.len() {
            index = index * SIZES[set] + (text[at + set] - b'0') as usize;
            set += 1;
        }
        let mut tenths = 0;
        let mut place = 7;
        while place < 10 {
            if text[at + place] != b' ' {
                tenths = tenths * 10 + (text[at + place] - b'0');
            }
            place += 1;
        }
        table[index] = tenths;
        at += LINE;
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_macrovector_that_can_occur_has_a_score() {
        let mut count = 0;
        for at in 0..COMBINATIONS {
            let levels = [at / 108, at / 54 % 2, at / 18 % 3, at / 6 % 3, at / 2 % 3, at % 2];
            // Without a high loss (EQ3 = 2) no requirement can be met by one (EQ6 = 0).
            assert_eq!(lookup(levels).is_some(), (levels[2], levels[5]) != (2, 0), "{levels:?}");
            count += usize::from(lookup(levels).is_some());
        }
        assert_eq!(count, 270);
    }

    #[test]
    fn the_name_of_a_score_says_what_it_counts() {
        let base = "AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N";
        let name = |more: &str| Vector::read(&format!("{base}{more}")).unwrap().nomenclature();
        assert_eq!(
            [name(""), name("/E:X/CR:X/AU:Y"), name("/E:P"), name("/MSA:S"), name("/E:A/CR:L")],
            ["CVSS-B", "CVSS-B", "CVSS-BT", "CVSS-BE", "CVSS-BTE"]
        );
    }
}
