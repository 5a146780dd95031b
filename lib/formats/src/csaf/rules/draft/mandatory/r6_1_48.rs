//! 6.1.48: registered decision points have the values that the registry says, in its order.

use crate::csaf::rules::Found;
use crate::csaf::rules::draft::facts;
use crate::csaf::view::{Doc, list, text};

pub(in crate::csaf::rules) fn check(doc: &Doc<'_>, found: Found<'_>) {
    for (place, selection, namespace) in facts::ssvc::selections(doc) {
        match facts::ssvc::standing(namespace) {
            facts::ssvc::Standing::Registered => {}
            facts::ssvc::Standing::Invalid => {
                found(format!("{place}/namespace"), "`invalid` is reserved for what is never valid".to_owned());
                continue;
            }
            _ => continue,
        }
        let (Some(key), Some(version)) = (text(selection, "key"), text(selection, "version")) else { continue };
        let Some(point) = facts::ssvc::versions(namespace, key).find(|point| point.version == version) else {
            found(place, format!("there is no decision point {key} {version} in `{}`", facts::ssvc::base(namespace)));
            continue;
        };
        let mut last = None;
        for (at, written) in list(selection, "values").filter_map(|(at, value)| Some((at, text(value, "key")?))) {
            let here = point.values.iter().position(|value| *value == written);
            if here.is_none() {
                found(format!("{place}/values/{at}"), format!("{key} {version} has no value `{written}`"));
            } else if here <= last {
                found(format!("{place}/values/{at}"), format!("not in the order {}", point.values.join(", ")));
            }
            last = here.or(last);
        }
    }
}
