//! Decision tables as data: points with their values, and one kind of table that looks decisions up.

use super::Fault;
use std::sync::LazyLock;

/// A decision point: one question and its answers.
#[derive(Debug, PartialEq, Eq)]
pub struct Point {
    /// Namespace, key and version, such as `ssvc:E:1.1.0`.
    pub id: &'static str,
    /// The namespace, such as `ssvc`.
    pub namespace: &'static str,
    /// The key, such as `E`.
    pub key: &'static str,
    /// The version, such as `1.1.0`.
    pub version: &'static str,
    /// Its Japanese name.
    pub name_ja: &'static str,
    /// Its English name.
    pub name_en: &'static str,
    /// The question that it asks, in Japanese.
    pub question_ja: &'static str,
    /// The question that it asks, in English.
    pub question_en: &'static str,
    /// Its values, in order.
    pub values: Vec<Answer>,
}

/// A value of a decision point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Answer {
    /// The key, such as `A`.
    pub key: &'static str,
    /// Its Japanese name.
    pub name_ja: &'static str,
    /// Its English name.
    pub name_en: &'static str,
}

impl Point {
    /// Whether a text names the point: by id, key, English name, or the short key of older vectors.
    #[must_use]
    pub fn is_named(&self, text: &str) -> bool {
        text == self.id || text == self.key || text == self.vector_key() || same_words(text, self.name_en)
    }

    /// The key in a vector: older ones write `T`, `P` and `M` for `TI`, `PSI` and `MWI`, and readers expect those.
    #[must_use]
    pub fn vector_key(&self) -> &'static str {
        match self.key {
            "TI" => "T",
            "PSI" => "P",
            "MWI" => "M",
            key => key,
        }
    }

    /// The place of a value by its key or English name.
    #[must_use]
    pub fn place(&self, text: &str) -> Option<usize> {
        let named = |answer: &Answer| same_words(text, answer.name_en) || (answer.name_en == "Public PoC" && same_words(text, "poc"));
        self.values.iter().position(|answer| answer.key == text).or_else(|| self.values.iter().position(named))
    }

    fn fault(&self) -> Fault {
        Fault { point: self.key, allowed: self.values.iter().map(|answer| answer.key).collect::<Vec<_>>().join(", ") }
    }
}

/// Compares names without their case, blanks, hyphens and underscores.
fn same_words(a: &str, b: &str) -> bool {
    let letters = |text| str::chars(text).filter(|c| !matches!(c, ' ' | '-' | '_')).map(|c| c.to_ascii_lowercase());
    letters(a).eq(letters(b))
}

/// A decision table: for each combination of values of its inputs one value of its outcome.
#[derive(Debug)]
pub struct Table {
    /// Namespace, key and version, such as `ssvc:DT_SP:1.0.0`.
    pub id: &'static str,
    /// Its Japanese name.
    pub name_ja: &'static str,
    /// Its English name.
    pub name_en: &'static str,
    /// The points that it asks, in order.
    pub inputs: Vec<&'static Point>,
    /// What it decides.
    pub outcome: &'static Point,
    /// Places of outcomes; the last input runs fastest.
    rows: Vec<usize>,
}

impl Table {
    /// Its name without namespace and version, such as `DT_SP`.
    #[must_use]
    pub fn name(&self) -> &'static str {
        self.id.split(':').nth(1).unwrap_or(self.id)
    }

    /// Rows that a complete table has.
    #[must_use]
    pub fn combinations(&self) -> usize {
        self.inputs.iter().map(|point| point.values.len()).product()
    }

    /// The place of the outcome for the places of the answers; none when their number or one of them is out of range.
    #[must_use]
    pub fn lookup(&self, places: &[usize]) -> Option<usize> {
        if places.len() != self.inputs.len() {
            return None;
        }
        let mut row = 0;
        for (point, place) in self.inputs.iter().zip(places) {
            if *place >= point.values.len() {
                return None;
            }
            row = row * point.values.len() + place;
        }
        self.rows.get(row).copied()
    }

    /// The place of one answer of a row.
    pub(super) fn answer_of(&self, row: usize, input: usize) -> usize {
        let faster: usize = self.inputs[input + 1..].iter().map(|point| point.values.len()).product();
        row / faster % self.inputs[input].values.len()
    }

    /// The places of the answers of a row, in the order of the inputs.
    fn answers_of(&self, row: usize) -> Vec<usize> {
        (0..self.inputs.len()).map(|input| self.answer_of(row, input)).collect()
    }

    /// The places of all outcomes, row by row.
    pub(super) fn outcomes(&self) -> &[usize] {
        &self.rows
    }

    /// All rows: places of the answers, and the place of the outcome.
    pub fn rows(&self) -> impl Iterator<Item = (Vec<usize>, usize)> + '_ {
        self.rows.iter().enumerate().map(|(row, outcome)| (self.answers_of(row), *outcome))
    }

    /// Finds the answers among pairs of point and value, and those that are absent through a helper table: utility from
    /// `automatable` and `value_density`, human and public safety impact from `safety_impact` and `mission_impact`.
    ///
    /// # Errors
    /// The first [`Fault`] in the order of the inputs: absent, or with a value that does not exist. Other points are passed over.
    pub fn answers(&self, given: &[(&str, &str)]) -> Result<Vec<usize>, Fault> {
        self.inputs.iter().map(|point| answer(point, given)).collect()
    }
}

fn answer(point: &'static Point, given: &[(&str, &str)]) -> Result<usize, Fault> {
    if let Some((_, value)) = given.iter().find(|(name, _)| point.is_named(name)) {
        return point.place(value).ok_or_else(|| point.fault());
    }
    let has = |input: &&'static Point| given.iter().any(|(name, _)| input.is_named(name));
    let helper = tables().iter().find(|table| table.outcome.id == point.id && table.inputs.iter().any(has));
    let Some(helper) = helper else { return Err(point.fault()) };
    let mut places = Vec::with_capacity(helper.inputs.len());
    for input in &helper.inputs {
        let value = given.iter().find(|(name, _)| input.is_named(name)).and_then(|(_, value)| input.place(value));
        places.push(value.ok_or_else(|| input.fault())?);
    }
    helper.lookup(&places).ok_or_else(|| point.fault())
}

/// Every decision point.
#[must_use]
pub fn points() -> &'static [Point] {
    static POINTS: LazyLock<Vec<Point>> = LazyLock::new(|| read_points(DATA));
    &POINTS
}

/// Every table: for suppliers, deployers and coordinators, the helpers, and two of CISA.
#[must_use]
pub fn tables() -> &'static [Table] {
    static TABLES: LazyLock<Vec<Table>> = LazyLock::new(|| read_tables(DATA));
    &TABLES
}

/// A table by its id or the key in it, such as `ssvc:DT_SP:1.0.0` or `DT_SP`.
#[must_use]
pub fn table(name: &str) -> Option<&'static Table> {
    tables().iter().find(|table| table.id == name || table.id.split(':').nth(1) == Some(name))
}

const DATA: &str = include_str!("../../data/ssvc.txt");

// Invariant: the bundled text has every row; tests count its points and tables, and walk all combinations.
fn read_points(text: &'static str) -> Vec<Point> {
    let mut points: Vec<Point> = Vec::new();
    for block in text.split("\n\n") {
        let mut lines = block.lines();
        let Some(head) = lines.next().and_then(|line| line.strip_prefix("point ")) else { continue };
        let mut cells = head.split(" | ");
        let mut cell = || cells.next().unwrap_or_default();
        let id = cell();
        let mut parts = id.split(':');
        let mut part = || parts.next().unwrap_or_default();
        points.push(Point {
            id,
            namespace: part(),
            key: part(),
            version: part(),
            name_ja: cell(),
            name_en: cell(),
            question_ja: cell(),
            question_en: cell(),
            values: lines.filter_map(read_answer).collect(),
        });
    }
    points
}

fn read_answer(line: &'static str) -> Option<Answer> {
    let mut cells = line.split(" | ");
    Some(Answer { key: cells.next()?, name_ja: cells.next()?, name_en: cells.next()? })
}

fn read_tables(text: &'static str) -> Vec<Table> {
    text.split("\n\n").filter_map(|block| read_table(block.strip_prefix("table ")?)).collect()
}

fn read_table(block: &'static str) -> Option<Table> {
    let point = |id: &str| points().iter().find(|point| point.id == id);
    let mut lines = block.lines();
    let mut head = lines.next()?.split(" | ");
    let inputs = lines.next()?.strip_prefix("in ")?.split(' ').map(point).collect::<Option<Vec<_>>>()?;
    let outcome = point(lines.next()?.strip_prefix("out ")?)?;
    let mut table = Table { id: head.next()?, name_ja: head.next()?, name_en: head.next()?, inputs, outcome, rows: Vec::new() };
    for line in lines {
        let (answers, outcomes) = line.split_once('=')?;
        // The answers stand in the text for its readers; they must be those of the row.
        let row = table.answers_of(table.rows.len());
        let named = answers.split_whitespace().zip(&table.inputs).zip(&row).all(|((key, input), place)| input.place(key) == Some(*place));
        if !named {
            return None;
        }
        for key in outcomes.split_whitespace() {
            table.rows.push(outcome.place(key)?);
        }
    }
    (table.rows.len() == table.combinations()).then_some(table)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_table_of_the_text_is_read_and_complete() {
        assert_eq!((points().len(), tables().len()), (25, 9));
        assert_eq!(DATA.matches("\ntable ").count(), tables().len());
        let sizes: Vec<usize> = tables().iter().map(Table::combinations).collect();
        assert_eq!(sizes, [36, 72, 192, 27, 16, 4, 4, 36, 16]);
        for table in tables() {
            let mut met = 0;
            for (answers, outcome) in table.rows() {
                assert_eq!(table.lookup(&answers), Some(outcome), "{}", table.id);
                assert!(outcome < table.outcome.values.len());
                met += 1;
            }
            assert_eq!(met, table.combinations(), "{}", table.id);
            assert_eq!(table.lookup(&vec![9; table.inputs.len()]), None);
            assert_eq!(table.lookup(&[]), None);
        }
    }

    #[test]
    fn every_point_has_words_in_both_languages() {
        for point in points() {
            assert_eq!(point.id, format!("{}:{}:{}", point.namespace, point.key, point.version));
            assert!(!point.name_ja.is_ascii() || point.name_ja.contains("KEV"), "{}", point.id);
            assert!(point.question_ja.ends_with('。') && point.question_en.ends_with('?'), "{}", point.id);
            assert!(point.values.len() > 1, "{}", point.id);
            for (place, answer) in point.values.iter().enumerate() {
                assert_eq!(point.place(answer.key), Some(place), "{}", point.id);
                assert_eq!(point.place(&answer.name_en.to_lowercase().replace(' ', "_")), Some(place), "{} {}", point.id, answer.key);
                assert!(!answer.name_ja.is_empty());
            }
        }
    }

    #[test]
    fn helpers_answer_for_the_points_that_they_decide() {
        let deployer = table("DT_DP").unwrap();
        let given = [("E", "A"), ("EXP", "O"), ("A", "Y"), ("SI", "C"), ("MI", "D")];
        let answers = deployer.answers(&given).unwrap();
        assert_eq!(deployer.inputs[3].values[answers[3]].key, "VH");
        assert_eq!(deployer.answers(&given[..4]).unwrap_err().point, "MI");
        assert_eq!(deployer.answers(&given[..3]).unwrap_err(), Fault { point: "HI", allowed: "L, M, H, VH".into() });
    }
}
