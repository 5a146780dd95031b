//! Finds a cycle in a graph of dependencies, without recursion.

use std::borrow::Cow;
use std::collections::HashMap;

/// Most references shown of a cycle.
const PATH_MAX: usize = 20;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Colour {
    New,
    Open,
    Done,
}

/// The first cycle met, as the references on it with the first one again at the end; a long one is cut in the middle.
pub(super) fn cycle(dependencies: &[(Cow<'_, str>, Vec<Cow<'_, str>>)]) -> Option<Vec<String>> {
    let mut index: HashMap<&str, usize> = HashMap::with_capacity(dependencies.len());
    let mut edges: Vec<Vec<&str>> = Vec::with_capacity(dependencies.len());
    for (from, to) in dependencies {
        let at = *index.entry(from).or_insert_with(|| {
            edges.push(Vec::new());
            edges.len() - 1
        });
        edges[at].extend(to.iter().map(AsRef::as_ref));
    }
    let names: HashMap<usize, &str> = index.iter().map(|(name, at)| (*at, *name)).collect();
    let mut colours = vec![Colour::New; edges.len()];
    for start in 0..edges.len() {
        if colours[start] != Colour::New {
            continue;
        }
        let mut path: Vec<(usize, usize)> = vec![(start, 0)];
        colours[start] = Colour::Open;
        while let Some((node, next)) = path.last_mut() {
            let Some(target) = edges[*node].get(*next) else {
                colours[*node] = Colour::Done;
                path.pop();
                continue;
            };
            *next += 1;
            // What has no dependencies of its own cannot be on a cycle.
            let Some(&target) = index.get(target) else { continue };
            match colours[target] {
                Colour::New => {
                    colours[target] = Colour::Open;
                    path.push((target, 0));
                }
                Colour::Open => {
                    let round = path.iter().map(|(node, _)| *node).skip_while(|node| *node != target).chain([target]);
                    let round: Vec<String> = round.filter_map(|node| names.get(&node).map(|name| (*name).to_owned())).collect();
                    return Some(shortened(round));
                }
                Colour::Done => {}
            }
        }
    }
    None
}

fn shortened(mut round: Vec<String>) -> Vec<String> {
    if round.len() > PATH_MAX {
        let half = PATH_MAX / 2;
        round.splice(half..round.len() - half, ["…".to_owned()]);
    }
    round
}

#[cfg(test)]
mod tests {
    use super::cycle;
    use std::borrow::Cow;

    fn of(text: &str) -> Option<String> {
        let edges: Vec<(Cow<'_, str>, Vec<Cow<'_, str>>)> = text
            .split(';')
            .map(|edge| {
                let (from, to) = edge.split_once('>').unwrap();
                (from.into(), to.chars().map(|to| to.to_string().into()).collect())
            })
            .collect();
        cycle(&edges).map(|path| path.join(""))
    }

    #[test]
    fn cycles_are_found_and_diamonds_are_none() {
        assert_eq!(of("a>bc;b>d;c>d"), None);
        assert_eq!(of("a>b;b>c;c>b"), Some("bcb".to_owned()));
        assert_eq!(of("a>a"), Some("aa".to_owned()));
        assert_eq!(of("a>b;c>d;d>c;a>c"), Some("cdc".to_owned()));
    }

    #[test]
    fn a_long_chain_does_not_need_the_stack() {
        let n = 100_000;
        let mut edges: Vec<(Cow<'_, str>, Vec<Cow<'_, str>>)> =
            (0..n).map(|i| (i.to_string().into(), vec![(i + 1).to_string().into()])).collect();
        assert_eq!(cycle(&edges), None);
        edges.push((n.to_string().into(), vec!["0".into()]));
        assert_eq!(cycle(&edges).unwrap().len(), 21);
    }
}
