//! Cases: the unit of our work.

mod change;
mod cra;
mod edit;
mod embargo;
mod list;
mod open;
mod plan;
mod record;
mod scope;
mod score;
mod show;
mod stage;

pub use cra::{AwarenessForm, CraAnswer, FilingForm, answer_cra, record_awareness, record_filing};
pub use edit::{EditForm, add_member, edit, remove_member, set_visibility};
pub use embargo::{ConsentForm, EndForm, PartyForm, ProposalForm, add_party, decide_none, end_embargo, propose, record_consent};
pub use list::{ListRow, Listed, Wanted, list, names_of_colleagues};
pub use open::{NewCase, Opened, open, open_new};
pub use plan::{PlanForm, put_plan};
pub use record::{FactForm, NoteForm, OutcomeForm, answer, note, record_fact, set_outcome, withdraw_fact};
pub use scope::{add_releases, add_vulnerability, remove_release};
pub use score::{CvssForm, SsvcForm, score_cvss, score_ssvc};
pub use show::{May, PartyNow, ScopeRow, Shown, show};
pub use stage::{ConditionLine, StageNow, stage};

pub(crate) use change::{Moved, stages_of_vulnerability};

pub use store::chain::Entry;
pub use store::finding::Vulnerability as VulnerabilityRow;
pub use store::psirt_case::{Answer, AwarenessRow, Case, EmbargoRow, FactRow, FilingRow, Note, PlanRow, ScoreRow};
