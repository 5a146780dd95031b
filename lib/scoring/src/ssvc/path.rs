//! A way through a table: the decision, the answers that made it, and what would change it.

use super::Fault;
use super::table::{Answer, Point, Table};

/// Answers to all questions of a table, with its decision.
#[derive(Debug, Clone)]
pub struct Path {
    table: &'static Table,
    answers: Vec<usize>,
    outcome: usize,
}

/// One question on the way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Step {
    /// The question.
    pub point: &'static Point,
    /// The answer.
    pub answer: &'static Answer,
    /// Whether it belongs to the few answers that decide alone, whatever the others are.
    pub decides: bool,
}

/// Another answer to one question that gives another decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Turn {
    /// The question.
    pub point: &'static Point,
    /// The answer now.
    pub from: &'static Answer,
    /// The other answer.
    pub to: &'static Answer,
    /// The decision then.
    pub outcome: &'static Answer,
}

impl Table {
    /// Walks the table with pairs of point and value; points by id, key or English name, values by key or English name.
    ///
    /// ```
    /// let table = scoring::ssvc::table("DT_SP").unwrap();
    /// let path = table.walk(&[("E", "A"), ("U", "E"), ("TI", "T"), ("PSI", "S")])?;
    /// assert_eq!(path.outcome().name_ja, "即時");
    /// assert_eq!(path.sentence_en(), "Immediate, because Exploitation is Active and Public Safety Impact is Significant; \
    ///     Utility and Technical Impact make no difference.");
    /// assert_eq!(path.turns().len(), 2);
    /// # Ok::<(), scoring::ssvc::Fault>(())
    /// ```
    ///
    /// # Errors
    /// As [`Table::answers`].
    pub fn walk(&'static self, given: &[(&str, &str)]) -> Result<Path, Fault> {
        let answers = self.answers(given)?;
        // Invariant: answers() gives one place in range for each input, and every table is complete.
        let outcome = self.lookup(&answers).unwrap_or_default();
        Ok(Path { table: self, answers, outcome })
    }

    /// The decisions that are still open when a question may have several answers; a question that is not named has all.
    ///
    /// ```
    /// let table = scoring::ssvc::table("DT_DP").unwrap();
    /// let open: Vec<_> = table.possible(&[("E", "A"), ("EXP", "O"), ("A", "Y")]).into_iter().map(|a| a.name_en).collect();
    /// assert_eq!(open, ["Out-of-Cycle", "Immediate"]);
    /// ```
    #[must_use]
    pub fn possible(&'static self, given: &[(&str, &str)]) -> Vec<&'static Answer> {
        let allowed = |input: &Point, place: usize| {
            let mut named = given.iter().filter(|(name, _)| input.is_named(name)).peekable();
            named.peek().is_none() || named.any(|(_, value)| input.place(value) == Some(place))
        };
        let mut open = vec![false; self.outcome.values.len()];
        for (answers, outcome) in self.rows() {
            open[outcome] |= self.inputs.iter().zip(&answers).all(|(input, place)| allowed(input, *place));
        }
        self.outcome.values.iter().zip(open).filter(|(_, open)| *open).map(|(answer, _)| answer).collect()
    }
}

impl Path {
    /// The table.
    #[must_use]
    pub const fn table(&self) -> &'static Table {
        self.table
    }

    /// The decision.
    #[must_use]
    pub fn outcome(&self) -> &'static Answer {
        &self.table.outcome.values[self.outcome]
    }

    /// Every question with its answer, in order, and whether it decided.
    #[must_use]
    pub fn steps(&self) -> Vec<Step> {
        let deciding = self.deciding();
        let inputs = self.table.inputs.iter().zip(&self.answers).enumerate();
        inputs.map(|(at, (point, place))| Step { point, answer: &point.values[*place], decides: deciding & 1 << at != 0 }).collect()
    }

    /// Each other answer to one question that would give another decision, in the order of the questions.
    #[must_use]
    pub fn turns(&self) -> Vec<Turn> {
        let mut turns = Vec::new();
        for (at, point) in self.table.inputs.iter().copied().enumerate() {
            for to in (0..point.values.len()).filter(|to| *to != self.answers[at]) {
                let mut answers = self.answers.clone();
                answers[at] = to;
                if let Some(outcome) = self.table.lookup(&answers).filter(|outcome| *outcome != self.outcome) {
                    let (from, to) = (&point.values[self.answers[at]], &point.values[to]);
                    turns.push(Turn { point, from, to, outcome: &self.table.outcome.values[outcome] });
                }
            }
        }
        turns
    }

    /// The decision and what decided, as a Japanese sentence.
    #[must_use]
    pub fn sentence_ja(&self) -> String {
        let (deciding, others): (Vec<Step>, Vec<Step>) = self.steps().into_iter().partition(|step| step.decides);
        let because: Vec<_> = deciding.iter().map(|step| format!("{}が「{}」", step.point.name_ja, step.answer.name_ja)).collect();
        let mut sentence = format!("{}のため「{}」です。", because.join("、"), self.outcome().name_ja);
        if !others.is_empty() {
            let names: Vec<_> = others.iter().map(|step| step.point.name_ja).collect();
            sentence.push_str(&format!("{}がどの値でも結果は変わりません。", names.join("、")));
        }
        sentence
    }

    /// The decision and what decided, as an English sentence.
    #[must_use]
    pub fn sentence_en(&self) -> String {
        let (deciding, others): (Vec<Step>, Vec<Step>) = self.steps().into_iter().partition(|step| step.decides);
        let because: Vec<_> = deciding.iter().map(|step| format!("{} is {}", step.point.name_en, step.answer.name_en)).collect();
        let mut sentence = format!("{}, because {}", self.outcome().name_en, list(&because));
        if !others.is_empty() {
            let names: Vec<_> = others.iter().map(|step| step.point.name_en.to_owned()).collect();
            let verb = if names.len() == 1 { "makes" } else { "make" };
            sentence.push_str(&format!("; {} {verb} no difference", list(&names)));
        }
        sentence.push('.');
        sentence
    }

    /// The fewest answers that give this decision whatever the others are, as bits; of several such sets the one of the first questions.
    fn deciding(&self) -> u32 {
        let all = 1_u32 << self.answers.len();
        // For each row with another decision the answers that it shares with this path; a set of only those does not decide.
        let mut shared: Vec<u32> = Vec::new();
        for (row, _) in self.table.outcomes().iter().enumerate().filter(|(_, outcome)| **outcome != self.outcome) {
            let same = |at: &usize| self.table.answer_of(row, *at) == self.answers[*at];
            shared.push((0..self.answers.len()).filter(same).map(|at| 1 << at).sum());
        }
        let decides = |mask: &u32| shared.iter().all(|shared| mask & !shared != 0);
        (0..all).filter(decides).min_by_key(|mask| mask.count_ones()).unwrap_or(all - 1)
    }
}

fn list(words: &[String]) -> String {
    match words {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::super::table::tables;
    use super::*;

    fn paths() -> impl Iterator<Item = Path> {
        tables().iter().flat_map(|table| table.rows().map(move |(answers, outcome)| Path { table, answers, outcome }))
    }

    #[test]
    fn what_decides_decides_alone_and_nothing_of_it_is_idle() {
        let mut met = 0;
        for path in paths() {
            let named = |keep: &dyn Fn(usize) -> bool| {
                let steps = path.steps();
                let kept = steps.iter().enumerate().filter(|(at, step)| step.decides && keep(*at));
                let given: Vec<_> = kept.map(|(_, step)| (step.point.id, step.answer.key)).collect();
                path.table.possible(&given)
            };
            assert_eq!(named(&|_| true), [path.outcome()], "{}", path.sentence_en());
            for (at, _) in path.steps().iter().enumerate().filter(|(_, step)| step.decides) {
                assert!(named(&|other| other != at).len() > 1, "{}", path.sentence_en());
            }
            met += 1;
        }
        assert_eq!(met, 403);
    }

    #[test]
    fn turns_lead_to_the_decision_that_they_name() {
        for path in paths() {
            for turn in path.turns() {
                let given: Vec<_> = path
                    .steps()
                    .iter()
                    .map(|step| (step.point.id, if step.point == turn.point { turn.to.key } else { step.answer.key }))
                    .collect();
                assert_eq!(path.table.walk(&given).unwrap().outcome(), turn.outcome);
                assert_ne!(turn.outcome, path.outcome());
            }
        }
    }

    #[test]
    fn a_path_is_told_in_both_languages() {
        let table = super::super::table("DT_COORD_PUBLISH").unwrap();
        let path =
            table.walk(&[("supplier_involvement", "fix ready"), ("exploitation", "none"), ("public value added", "precedence")]).unwrap();
        assert_eq!(
            path.sentence_ja(),
            "公表で加わる価値が「先行的」のため「公表する」です。製品供給者の関与、悪用状況がどの値でも結果は変わりません。"
        );
        assert_eq!(
            path.sentence_en(),
            "Publish, because Public Value Added is Precedence; Supplier Involvement and Exploitation make no difference."
        );
    }
}
