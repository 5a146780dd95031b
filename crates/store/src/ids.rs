//! Lets the ids of `domain` cross the border as integers.

use crate::value::{FromValue, ToValue, Value};

macro_rules! crossing {
    ($id:ty) => {
        impl ToValue for $id {
            fn to_value(&self) -> Value {
                Value::Int(self.get())
            }
        }
        impl FromValue for $id {
            fn from_value(value: &Value) -> Option<Self> {
                i64::from_value(value).map(<$id>::new)
            }
        }
    };
}

domain::for_each_id!(crossing);

macro_rules! crossing_words {
    ($($word:ty),+ $(,)?) => {$(
        impl ToValue for $word {
            fn to_value(&self) -> Value {
                Value::Text(self.key().to_owned())
            }
        }
        impl FromValue for $word {
            fn from_value(value: &Value) -> Option<Self> {
                match value {
                    Value::Text(key) => <$word>::from_key(key),
                    _ => None,
                }
            }
        }
    )+};
}

crossing_words!(
    domain::advisory::EditionState,
    domain::assessment::Justification,
    domain::assessment::VexStatus,
    domain::cra::FilingOutcome,
    domain::cra::FilingStage,
    domain::cra::Trigger,
    domain::embargo::Consent,
    domain::embargo::EmbargoState,
    domain::embargo::EndReason,
    domain::fact::FactKind,
    domain::fact::Place,
    domain::finding::CloseReason,
    domain::plan::Delivery,
    domain::plan::PlanState,
    domain::psirt_case::Audience,
    domain::psirt_case::CaseKind,
    domain::psirt_case::Outcome,
    domain::psirt_case::Tlp,
    domain::psirt_case::Visibility,
    domain::report::Direction,
    domain::report::ReportState,
);
