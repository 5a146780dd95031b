//! A supplier of CSAF documents: what it says of itself, its ROLIE feeds or folders, each document held against its digest.
//!
//! Signatures are not verified: there is no OpenPGP here, and nothing says that there were.

use super::listing::{Item, KEEP_EVERY, Mark};
use super::{Ask, Got, Note, Source, Step, Tag, Trouble, cursor_of, instant_ms, is_plain, kept};
use domain::instant::Instant;
use formats::provider;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest, Sha256, Sha512};
use std::collections::{BTreeMap, HashMap, VecDeque};

/// Feeds and folders of one supplier.
const PLACES_MAX: usize = 200;

/// How far one feed or folder came.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
struct Place {
    mark: Mark,
    list: Tag,
}

/// A list of documents.
#[derive(Debug, Clone, PartialEq, Eq)]
enum List {
    Rolie(String),
    Changes(String),
    Index(String),
}

impl List {
    /// Its address and the key of its place in the cursor.
    fn address(&self) -> String {
        match self {
            Self::Rolie(url) => url.clone(),
            Self::Changes(folder) => format!("{folder}changes.csv"),
            Self::Index(folder) => format!("{folder}index.txt"),
        }
    }
}

enum State {
    Metadata,
    List,
    Document { newest: Tag },
    Digest { newest: Tag, bytes: Vec<u8>, rest: VecDeque<String> },
}

/// A supplier.
pub(in crate::feed) struct Csaf {
    metadata: String,
    places: BTreeMap<String, Place>,
    lists: VecDeque<List>,
    state: State,
    items: VecDeque<Item>,
    /// Where the digests of a document are, as its feed says.
    hashes: HashMap<String, Vec<String>>,
    ready: VecDeque<Step>,
    fetched: usize,
    rested: bool,
    now: Instant,
}

impl Csaf {
    pub(in crate::feed) fn new(metadata: &str, cursor: &Value, now: Instant) -> Self {
        let (places, items, hashes) = (cursor_of(cursor), VecDeque::new(), HashMap::new());
        let (state, lists, ready) = (State::Metadata, VecDeque::new(), VecDeque::new());
        Self { metadata: metadata.to_owned(), places, lists, state, items, hashes, ready, fetched: 0, rested: true, now }
    }

    fn read_metadata(&mut self, bytes: &[u8]) -> Result<(), Trouble> {
        let (found, problems) = provider::read_metadata(bytes);
        let first =
            problems.first().map_or_else(|| "no provider metadata".to_owned(), |problem| format!("{}: {}", problem.code, problem.detail));
        let found = found.ok_or_else(|| Trouble::unreadable(&first))?;
        // What is not for everybody needs an account that we do not have.
        let open = |label: &Option<String>| label.as_deref().is_none_or(|label| matches!(label, "WHITE" | "CLEAR" | "UNLABELED"));
        let feeds: Vec<List> = found.feeds.iter().filter(|feed| open(&feed.label)).map(|feed| List::Rolie(feed.url.clone())).collect();
        let folder = |url: &String| List::Changes(if url.ends_with('/') { url.clone() } else { format!("{url}/") });
        let lists = if feeds.is_empty() { found.directory_urls.iter().map(folder).collect() } else { feeds };
        if lists.is_empty() {
            return Err(Trouble::unreadable(&first));
        }
        self.lists = lists.into_iter().take(PLACES_MAX).collect();
        self.state = State::List;
        Ok(())
    }

    fn place(&mut self) -> &mut Place {
        let key = self.lists.front().map(List::address).unwrap_or_default();
        self.places.entry(key).or_default()
    }

    fn read_list(&mut self, bytes: &[u8], newest: Tag) -> Result<(), Trouble> {
        let items: Vec<Item> = match self.lists.front() {
            Some(List::Rolie(_)) => {
                let (listed, problems) = provider::read_feed(bytes);
                if let Some(problem) = problems.first().filter(|_| listed.is_empty()) {
                    return Err(Trouble::unreadable(format!("{}: {}", problem.code, problem.detail)));
                }
                let at = |updated: &Option<String>| updated.as_deref().and_then(instant_ms).unwrap_or(0);
                listed
                    .into_iter()
                    .map(|document| {
                        self.hashes.insert(document.url.clone(), document.hashes);
                        Item { at: at(&document.updated), name: document.url }
                    })
                    .collect()
            }
            Some(List::Changes(folder)) => {
                let rows = provider::read_changes(bytes).0.into_iter();
                rows.map(|(path, at)| Item { at: instant_ms(&at).unwrap_or(0), name: format!("{folder}{path}") }).collect()
            }
            Some(List::Index(folder)) => {
                provider::read_index(bytes).0.into_iter().map(|path| Item { at: 0, name: format!("{folder}{path}") }).collect()
            }
            None => return Err(Trouble::unasked()),
        };
        self.items = self.place().mark.due(items);
        self.state = State::Document { newest };
        Ok(())
    }

    fn onward(&mut self, newest: Option<Tag>) {
        if let Some(newest) = newest {
            self.place().list = newest;
        }
        self.lists.pop_front();
        self.state = State::List;
    }

    fn note(&mut self, code: &'static str, detail: &str) {
        let file = self.items.front().map(|item| item.name.clone()).unwrap_or_default();
        self.ready.push_back(Step::Note(Note { file, code, detail: detail.to_owned() }));
    }

    /// Ends with the document at hand: its bytes are taken in, or they are not.
    fn document_done(&mut self, bytes: Option<Vec<u8>>, newest: Tag) {
        let (Some(item), now) = (self.items.pop_front(), self.now) else { return };
        self.place().mark.advance(&item, now);
        let name = item.name.rsplit('/').next().filter(|name| is_plain(name) && name.ends_with(".json")).unwrap_or("document.json");
        self.ready.extend(bytes.map(|bytes| Step::Hand(name.to_owned(), bytes)));
        self.state = State::Document { newest };
        self.fetched += 1;
        self.rested = false;
    }

    /// Where the digest of the document at hand may be, the strongest first.
    fn digests(&self) -> VecDeque<String> {
        let url = self.items.front().map(|item| item.name.as_str()).unwrap_or_default();
        match self.hashes.get(url).filter(|listed| !listed.is_empty()) {
            Some(listed) => listed.iter().cloned().collect(),
            None => [".sha512", ".sha256"].into_iter().map(|end| format!("{url}{end}")).collect(),
        }
    }

    fn take_digest(&mut self, digest: Option<&[u8]>) {
        let State::Digest { newest, bytes, mut rest } = std::mem::replace(&mut self.state, State::Metadata) else { return };
        match digest.map(provider::read_digest) {
            Some(Some(said)) if said == digest_of(&bytes, said.len()) => self.document_done(Some(bytes), newest),
            Some(said) => {
                self.note(if said.is_some() { "csaf.digest_differs" } else { "csaf.digest_unreadable" }, "the document was not taken in");
                self.document_done(None, newest);
            }
            None => {
                rest.pop_front();
                if rest.is_empty() {
                    self.note("csaf.no_digest", "taken in, but nothing says that it is what the supplier wrote");
                    self.document_done(Some(bytes), newest);
                } else {
                    self.state = State::Digest { newest, bytes, rest };
                }
            }
        }
    }
}

impl Source for Csaf {
    fn next(&mut self) -> Step {
        if let Some(ready) = self.ready.pop_front() {
            return ready;
        }
        loop {
            match &self.state {
                State::Metadata => return Step::Ask(Ask::list(&self.metadata)),
                State::List => {
                    let Some(list) = self.lists.front().cloned() else { return Step::Done };
                    let tag = self.place().list.clone();
                    // A folder need not have both lists.
                    let may_miss = matches!(list, List::Changes(_));
                    return Step::Ask(Ask { tag, may_miss, ..Ask::list(list.address()) });
                }
                State::Document { newest } => {
                    if self.fetched.is_multiple_of(KEEP_EVERY) && !std::mem::replace(&mut self.rested, true) {
                        return Step::Keep;
                    }
                    match self.items.front() {
                        Some(item) => return Step::Ask(Ask { may_miss: true, ..Ask::list(&item.name) }),
                        None => {
                            let newest = newest.clone();
                            self.onward(Some(newest));
                        }
                    }
                }
                State::Digest { rest, .. } => {
                    return Step::Ask(Ask { may_miss: true, ..Ask::list(rest.front().cloned().unwrap_or_default()) });
                }
            }
        }
    }

    fn take(&mut self, got: Got) -> Result<(), Trouble> {
        match (&mut self.state, got) {
            (State::Metadata, Got::Bytes(bytes, _)) => self.read_metadata(&bytes)?,
            (State::List, Got::Unchanged) => self.onward(None),
            (State::List, Got::Bytes(bytes, newest)) => self.read_list(&bytes, newest)?,
            (State::List, Got::Missing) => match self.lists.front_mut() {
                Some(list @ List::Changes(_)) => {
                    let List::Changes(folder) = list else { return Err(Trouble::unasked()) };
                    *list = List::Index(std::mem::take(folder));
                }
                _ => return Err(Trouble::unasked()),
            },
            (State::Document { newest }, Got::Bytes(bytes, _)) => {
                let newest = std::mem::take(newest);
                let rest = self.digests();
                self.state = State::Digest { newest, bytes, rest };
            }
            (State::Document { newest }, Got::Missing) => {
                let newest = std::mem::take(newest);
                self.note("feed.missing", "listed, and not there");
                self.document_done(None, newest);
            }
            (State::Digest { .. }, Got::Bytes(digest, _)) => self.take_digest(Some(&digest)),
            (State::Digest { .. }, Got::Missing) => self.take_digest(None),
            _ => return Err(Trouble::unasked()),
        }
        Ok(())
    }

    fn cursor(&self) -> Value {
        kept(&self.places)
    }
}

/// The digest of a document in hex, of the sort that has so many digits.
fn digest_of(bytes: &[u8], digits: usize) -> String {
    if digits == 128 { crate::secret::hex(&Sha512::digest(bytes)) } else { crate::secret::hex(&Sha256::digest(bytes)) }
}
