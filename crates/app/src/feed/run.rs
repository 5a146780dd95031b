//! A run of a feed: does what its plan wants, takes in what came, keeps the cursor, tells how it ended.

use super::catalogue::{self, TABLES};
use super::courier::{Courier, unwrap};
use super::source::{Ask, Note, Source, Step, Trouble};
use super::state::{State, read_cursor, write_cursor};
use super::{Imported, Place, import};
use crate::{Ctx, Error, Result};
use domain::access::Act;
use domain::event::{Event, ThingRef};
use domain::refusal::Refusal;
use std::path::{Path, PathBuf};

/// Requests of one run; the next run goes on where this one stopped.
const REQUESTS_MAX: u64 = 10_000;
/// Notes that a run lists; further ones are counted.
const NOTES_MAX: usize = 200;

/// What a run did.
#[derive(Debug, Clone, Default)]
pub struct Ran {
    /// The feed.
    pub feed: String,
    /// Requests that were answered.
    pub requests: u64,
    /// Bytes that came.
    pub bytes: u64,
    /// Records read.
    pub read: u64,
    /// New ones.
    pub new: u64,
    /// Those that replace an older one.
    pub changed: u64,
    /// Those that the feed took back.
    pub withdrawn: u64,
    /// Problems in records.
    pub problems: u64,
    /// Releases matched again.
    pub releases: usize,
    /// Findings opened.
    pub opened: usize,
    /// Findings closed.
    pub closed: usize,
    /// What is told of single documents.
    pub notes: Vec<Note>,
    /// How many there were.
    pub notes_total: u64,
    /// Whether it stopped before everything was fetched.
    pub more: bool,
    /// Why it ended early.
    pub trouble: Option<Trouble>,
}

impl Ran {
    fn add(&mut self, done: &Imported) {
        self.read += done.taken.read;
        self.new += done.taken.new;
        self.changed += done.taken.changed;
        self.withdrawn += done.taken.withdrawn;
        self.problems += done.taken.problems_total;
        self.releases += done.releases;
        self.opened += done.findings.opened;
        self.closed += done.findings.closed;
    }

    fn brought_something(&self) -> bool {
        self.new + self.changed + self.withdrawn > 0
    }
}

/// What is going on in a run.
struct Running<'r, W> {
    ctx: &'r Ctx,
    feed: String,
    plan: Box<dyn Source>,
    state: State,
    place: Place,
    files: u64,
    own: Option<PathBuf>,
    ran: Ran,
    watch: W,
}

/// Runs a feed once. A server that does not answer is a result, not an error.
///
/// # Errors
/// The refusal of the access table, no such feed, a demo ([`Refusal::FeedDemo`]), or a failure of the ledger or the disk.
pub async fn run(ctx: &Ctx, feed: &str, watch: impl FnMut(&Ran) + Send) -> Result<Ran> {
    ctx.enter(Act::FeedImport)?;
    let known = catalogue::find(&ctx.house.config.feeds, feed)?;
    if ctx.house.demo {
        return Err(Refusal::FeedDemo.into());
    }
    let courier = Courier::new(&ctx.house.config)?;
    // One at a time: two runs would fight over the library, and over the network.
    let _seat = ctx.house.feeding.acquire().await.map_err(|error| Error::broken("waiting for another feed", error))?;
    let (state, cursor) = (State::read(ctx, feed).await?, read_cursor(ctx, feed).await?);
    let plan = catalogue::plan(&ctx.house.config, &known, &cursor, ctx.now())?;
    let ran = Ran { feed: feed.to_owned(), ..Ran::default() };
    let place = Place::new(ctx)?;
    let mut running = Running { ctx, feed: feed.to_owned(), plan, state, place, files: 0, own: None, ran, watch };
    let ended = match running.fetch(&courier).await {
        Ok(()) => running.keep().await,
        // What came before the trouble is not lost; if it cannot be taken in either, the first trouble is told.
        Err(trouble) => running.keep().await.and(Err(trouble.clone())).map_err(|_| trouble),
    };
    running.end(ended.err()).await
}

impl<W: FnMut(&Ran) + Send> Running<'_, W> {
    async fn fetch(&mut self, courier: &Courier) -> Result<(), Trouble> {
        loop {
            match self.plan.next() {
                Step::Done => return Ok(()),
                Step::Keep => self.keep().await?,
                Step::Take(path) => self.own = Some(path),
                Step::Bundle(path) => {
                    for (_, taken) in super::bundle::take_in(self.ctx, &path).await.map_err(|error| trouble_of(&error))? {
                        self.ran.add(&taken);
                    }
                }
                Step::Note(note) => {
                    self.ran.notes_total += 1;
                    if self.ran.notes.len() < NOTES_MAX {
                        self.ran.notes.push(note);
                    }
                }
                Step::Hand(name, bytes) => {
                    let path = self.next_file(&name);
                    tokio::fs::write(&path, bytes).await.map_err(|error| Trouble::new("broken", error))?;
                }
                Step::Ask(_) if self.ran.requests >= REQUESTS_MAX => {
                    self.ran.more = true;
                    return Ok(());
                }
                Step::Ask(ask) => self.bring(courier, &ask).await?,
            }
        }
    }

    async fn bring(&mut self, courier: &Courier, ask: &Ask) -> Result<(), Trouble> {
        // A clock that stands still never waits.
        if !ask.pause.is_zero() && !self.ctx.house.clock.is_frozen() {
            tokio::time::sleep(ask.pause).await;
        }
        let path = self.next_file(ask.keep.as_deref().unwrap_or_default());
        let (got, bytes) = courier.bring(ask, &path, self.ctx.now()).await?;
        self.ran.requests += 1;
        self.ran.bytes += bytes;
        let kept = path.clone();
        tokio::task::spawn_blocking(move || if kept.exists() { unwrap(&kept) } else { Ok(()) })
            .await
            .map_err(|error| Trouble::new("broken", error))??;
        let taken = self.plan.take(got);
        if taken.is_err() && path.exists() {
            // What the plan refuses is not taken in.
            tokio::fs::remove_file(&path).await.map_err(|error| Trouble::new("broken", error))?;
        }
        taken?;
        (self.watch)(&self.ran);
        Ok(())
    }

    fn next_file(&mut self, name: &str) -> PathBuf {
        self.files += 1;
        self.place.0.join(format!("{:06}-{name}", self.files))
    }

    /// Takes in what was fetched, then keeps the cursor: never the other way round.
    async fn keep(&mut self) -> Result<(), Trouble> {
        let own = self.own.take();
        let path = own.clone().unwrap_or_else(|| self.place.0.clone());
        if own.is_some() && !path.exists() {
            return Err(Trouble::new("missing", ""));
        }
        if own.is_some() || holds_something(&path) {
            let taken = import(self.ctx, path.clone(), &self.feed, |_| {}, |_, _| {}).await.map_err(|error| trouble_of(&error))?;
            if taken.taken.read == 0 && taken.taken.problems_total > 0 {
                let first = taken.taken.problems.first().map(|problem| format!("{}: {}", problem.code, problem.detail));
                return Err(Trouble::unreadable(first.unwrap_or_default()));
            }
            self.ran.add(&taken);
            if own.is_none() {
                let emptied = std::fs::remove_dir_all(&path).and_then(|()| std::fs::create_dir_all(&path));
                emptied.map_err(|error| Trouble::new("broken", error))?;
            }
        }
        write_cursor(self.ctx, &self.feed, &self.plan.cursor()).await.map_err(|error| trouble_of(&error))
    }

    /// Notes how it ended: state and entry of the log in one transaction.
    async fn end(mut self, trouble: Option<Trouble>) -> Result<Ran> {
        let now = self.ctx.now().as_ms();
        if let Some(trouble) = &trouble {
            tracing::warn!(feed = %self.feed, code = %trouble.code, detail = %trouble.detail, "a feed could not be run");
        }
        self.state.ended(now, trouble.as_ref());
        self.state.more = self.ran.more;
        if self.ran.brought_something() {
            self.state.changed = Some(now);
        }
        if self.ran.read > 0 {
            let whole = self.plan.is_whole() && trouble.is_none();
            let held = held(self.ctx, &self.feed)?;
            self.state.count(whole.then_some(self.ran.read), held);
        }
        let event = polled(&self.feed, trouble.as_ref())
            .with("requests", self.ran.requests)
            .with("new", self.ran.new)
            .with("changed", self.ran.changed);
        self.state.write(self.ctx, &self.feed, event).await?;
        self.ran.trouble = trouble;
        Ok(self.ran)
    }
}

fn polled(feed: &str, trouble: Option<&Trouble>) -> Event {
    let ended = trouble.map_or("fine", |trouble| trouble.code.as_str());
    Event::new("feed", "polled", ThingRef::new("feed", feed)).with("ended", ended)
}

/// Notes a run that could not even begin, so that it is not tried again at once and again.
///
/// # Errors
/// A failure of the ledger.
pub(super) async fn broke(ctx: &Ctx, feed: &str) -> Result<()> {
    let trouble = Trouble::new("broken", "");
    let mut state = State::read(ctx, feed).await?;
    state.ended(ctx.now().as_ms(), Some(&trouble));
    state.write(ctx, feed, polled(feed, Some(&trouble))).await
}

/// Records of a feed that are held and not taken back.
pub(super) fn held(ctx: &Ctx, feed: &str) -> Result<u64> {
    let stats = ctx.house.known()?.stats();
    let of_feed = stats.feeds.get(feed).map_or(0, |of| of.records.saturating_sub(of.withdrawn));
    let count = match TABLES.iter().position(|table| *table == feed) {
        Some(0) => stats.kev,
        Some(_) => stats.epss,
        None => of_feed,
    };
    Ok(count as u64)
}

fn holds_something(dir: &Path) -> bool {
    std::fs::read_dir(dir).is_ok_and(|mut entries| entries.next().is_some())
}

/// A fault of what came is told; that of a machine goes to the log, for it may name its files.
fn trouble_of(error: &Error) -> Trouble {
    match error {
        Error::Busy => Trouble::new("library_busy", ""),
        Error::Refused(Refusal::Unreadable { detail }) => Trouble::new("unreadable", detail),
        Error::Refused(Refusal::BundleDamaged { detail }) => Trouble::new("bundle", detail),
        Error::Refused(refusal) => Trouble::new("refused", refusal.code()),
        Error::Fields(_) => Trouble::new("refused", ""),
        Error::Broken(said) => {
            tracing::error!(error = %said, "a feed could not be taken in");
            Trouble::new("broken", "")
        }
    }
}
