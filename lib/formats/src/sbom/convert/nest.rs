//! Which component stands within which: as the list says it, but never in a circle and never deeper than readers go.

use super::Lost;
use crate::sbom::{Sbom, SbomComponent};
use std::collections::HashMap;

/// Deepest nesting that is written: two JSON containers a level, and our own reader takes 64 of them with what a component holds inside.
const NESTED_MAX: usize = 24;

/// Components by what contains them.
pub(super) struct Nest<'a> {
    /// Those that stand in the list itself, in its order.
    pub(super) top: Vec<&'a SbomComponent<'a>>,
    /// By the container's reference, in the order of the list.
    pub(super) within: HashMap<&'a str, Vec<&'a SbomComponent<'a>>>,
}

/// Where a component stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Unknown,
    /// So many levels below the list.
    Nested(usize),
    /// In the list, although something contains it.
    Cut,
}

/// Places every component exactly once; those that cannot stay in their container are counted as lost nesting.
pub(super) fn nest<'a>(sbom: &'a Sbom<'a>, lost: &mut Lost) -> Nest<'a> {
    let components = &sbom.components;
    let index: HashMap<&str, usize> = components.iter().enumerate().map(|(at, component)| (component.reference.as_ref(), at)).collect();
    let subject = sbom.subject.as_ref().map(|subject| subject.reference.as_ref());
    let container = |at: usize| components[at].nested_in.as_deref().and_then(|reference| index.get(reference)).copied();
    let in_subject = |at: usize| subject.is_some() && components[at].nested_in.as_deref() == subject;
    let mut children: Vec<Vec<usize>> = vec![Vec::new(); components.len()];
    for at in 0..components.len() {
        if let Some(container) = container(at) {
            children[container].push(at);
        }
    }
    let mut places = vec![Place::Unknown; components.len()];
    let walk = |places: &mut Vec<Place>, start: usize, place: Place| {
        let mut open = vec![(start, place)];
        while let Some((at, place)) = open.pop() {
            places[at] = place;
            let depth = if let Place::Nested(depth) = place { depth + 1 } else { 1 };
            let inner = if depth > NESTED_MAX { Place::Cut } else { Place::Nested(depth) };
            open.extend(children[at].iter().filter(|child| places[**child] == Place::Unknown).map(|child| (*child, inner)));
        }
    };
    for at in (0..components.len()).filter(|at| container(*at).is_none()) {
        walk(&mut places, at, Place::Nested(usize::from(in_subject(at))));
    }
    // What was not reached from outside contains itself by way of others; the first of them in the list opens the circle.
    for at in 0..components.len() {
        if places[at] == Place::Unknown {
            walk(&mut places, at, Place::Cut);
        }
    }
    lost.count(
        "sbom.lost_nesting",
        "components that contain themselves or lie too deep",
        places.iter().filter(|place| **place == Place::Cut).count(),
    );
    let mut nest = Nest { top: Vec::new(), within: HashMap::new() };
    for (component, place) in components.iter().zip(places) {
        match (place, component.nested_in.as_deref()) {
            (Place::Nested(1..), Some(container)) => nest.within.entry(container).or_default().push(component),
            _ => nest.top.push(component),
        }
    }
    nest
}
