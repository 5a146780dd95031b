//! Verbs on feeds: how they stand, a run, taking in files and bundles, making a bundle.

use crate::call::{Caller, open_house, segment};
use crate::table::{Ended, at, col, list, word};
use crate::talk::{Stop, Talk, exit};
use app::feed::{Ran, bundle};
use app::{Config, Ctx};
use clap::Subcommand;
use domain::viewer::Viewer;
use indicatif::{ProgressBar, ProgressStyle};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;
use words::Words;

/// Problems listed for people.
const PROBLEMS_SHOWN_MAX: usize = 20;
/// Time between two pictures of a spinner.
const TICK: Duration = Duration::from_millis(200);

/// Feeds.
#[derive(Debug, Subcommand)]
pub(crate) enum Feed {
    /// Tells how each feed stands and what the library holds of it.
    List,
    /// Runs a feed now: here in this process, or on the server of `HINOMI_URL`.
    Run {
        /// Name of the feed, as `feed list` shows it.
        name: String,
    },
    /// Takes in records of a file, an archive, a directory or a bundle, on this machine.
    Import {
        /// `.json`, `.jsonl`, `.csv`, `.zip`, `.tar.zst`, `.tar.gz`, a directory, or a bundle.
        path: PathBuf,
        /// Name of the feed; from the file's name otherwise.
        #[arg(long)]
        feed: Option<String>,
    },
    /// Writes every record by feed, KEV and EPSS into one file for a network without internet.
    Bundle {
        /// The file to write, such as `feeds.tar.zst`.
        out: PathBuf,
    },
}

pub(crate) async fn feed(talk: Talk, config: Config, verb: &Feed) -> Ended {
    match verb {
        Feed::List => {
            let columns = [
                col("feed", "feed"),
                word("health", "state", Words::feed_health),
                col("every", "every"),
                at("fine_at", "last_success"),
                col("records", "records"),
                col("change", "change"),
                col("with_ranges_percent", "ranges"),
                at("latest", "latest"),
                at("taken_at", "taken_in"),
            ];
            list(talk, config, "/api/v1/feeds", &columns).await
        }
        Feed::Run { name } => run(talk, config, name).await,
        Feed::Import { path, feed } => import(talk, config, path.clone(), feed.as_deref()).await,
        Feed::Bundle { out } => {
            let ctx = operator(talk, config).await?;
            let made = bundle::create(&ctx, out).await.map_err(|error| talk.refused(&error))?;
            if talk.json {
                talk.data(&serde_json::to_value(&made)?);
            }
            talk.say(&format!("✓ {}", talk.w.cli_bundle_made(out.display(), made.files.len())));
            Ok(ExitCode::SUCCESS)
        }
    }
}

/// The operator of the data directory.
async fn operator(talk: Talk, config: Config) -> anyhow::Result<Ctx> {
    let house = open_house(talk, config).await?;
    Ok(Ctx::system(&house).as_viewer(Viewer::operator()))
}

async fn run(talk: Talk, config: Config, name: &str) -> Ended {
    if Caller::is_remote() {
        let asked = Caller::open(talk, config).await?.act("POST", &format!("/api/v1/feeds/{}/run", segment(name)), &json!({})).await?;
        talk.done(&asked, &talk.w.cli_feed_asked(name));
        return Ok(ExitCode::SUCCESS);
    }
    let ctx = operator(talk, config).await?;
    let bar = if talk.watched() { ProgressBar::new_spinner() } else { ProgressBar::hidden() };
    bar.enable_steady_tick(TICK);
    let (shown, words) = (bar.clone(), talk.w);
    let watch = move |ran: &Ran| shown.set_message(words.cli_feed_running(ran.bytes / 1_000_000, ran.requests));
    let ran = app::feed::run(&ctx, name, watch).await.map_err(|error| talk.refused(&error))?;
    bar.finish_and_clear();
    told(talk, &ran)
}

/// Says how a run ended.
fn told(talk: Talk, ran: &Ran) -> Ended {
    if talk.json {
        let notes: Vec<Value> =
            ran.notes.iter().map(|note| json!({ "file": note.file, "code": note.code, "detail": note.detail })).collect();
        talk.data(&json!({
            "feed": ran.feed, "requests": ran.requests, "bytes": ran.bytes, "read": ran.read, "new": ran.new, "changed": ran.changed,
            "withdrawn": ran.withdrawn, "problems_total": ran.problems, "releases": ran.releases, "findings_opened": ran.opened,
            "findings_closed": ran.closed, "notes_total": ran.notes_total, "notes": notes, "more": ran.more, "trouble": ran.trouble,
        }));
    } else {
        talk.out(&talk.w.cli_feed_ran(&ran.feed, ran.bytes / 1_000_000, ran.requests));
        talk.out(&talk.w.cli_imported(ran.changed, ran.new, ran.problems, ran.read, ran.withdrawn));
        talk.out(&talk.w.cli_rematched(ran.closed, ran.opened, ran.releases));
        for note in ran.notes.iter().take(PROBLEMS_SHOWN_MAX) {
            talk.say(&format!("! {} {} {}", note.code, note.file, note.detail));
        }
        let more = ran.notes_total.saturating_sub(PROBLEMS_SHOWN_MAX as u64);
        if more > 0 {
            talk.say(&talk.w.cli_more_problems(more));
        }
        if ran.more {
            talk.say(talk.w.feeds_more());
        }
    }
    match &ran.trouble {
        None => Ok(ExitCode::SUCCESS),
        Some(trouble) => Err(Stop::with(exit::FAILED, format!("{} ({})", talk.w.feed_trouble(&trouble.code), trouble.detail))),
    }
}

async fn take_in_bundle(talk: Talk, config: Config, path: &Path) -> Ended {
    let ctx = operator(talk, config).await?;
    let done = bundle::take_in(&ctx, path).await.map_err(|error| talk.refused(&error))?;
    if talk.json {
        let feeds = done.iter().map(|(feed, done)| {
            json!({ "feed": feed, "read": done.taken.read, "new": done.taken.new, "changed": done.taken.changed,
                "unchanged": done.taken.unchanged, "withdrawn": done.taken.withdrawn, "problems_total": done.taken.problems_total })
        });
        talk.data(&Value::Array(feeds.collect()));
        return Ok(ExitCode::SUCCESS);
    }
    for (feed, done) in &done {
        let taken = &done.taken;
        talk.out(&format!("{feed}: {}", talk.w.cli_imported(taken.changed, taken.new, taken.problems_total, taken.read, taken.withdrawn)));
    }
    Ok(ExitCode::SUCCESS)
}

/// The name of a feed from that of its file or directory, before the first dot.
fn feed_of(path: &Path) -> String {
    let name = path.file_name().map(|name| name.to_string_lossy().to_lowercase()).unwrap_or_default();
    let plain = |c: char| if c.is_ascii_alphanumeric() { c } else { '-' };
    let name: String = name.split('.').next().unwrap_or_default().chars().map(plain).collect();
    let name = name.split('-').filter(|part| !part.is_empty()).collect::<Vec<_>>().join("-");
    if name.is_empty() { "import".to_owned() } else { name.chars().take(app::feed::NAME_MAX).collect() }
}

async fn import(talk: Talk, config: Config, path: PathBuf, feed: Option<&str>) -> Ended {
    if !path.exists() {
        return Err(Stop::with(exit::BAD_INPUT, format!("{}: no such file", path.display())));
    }
    if bundle::is_one(&path) {
        return take_in_bundle(talk, config, &path).await;
    }
    let feed = feed.map_or_else(|| feed_of(&path), str::to_owned);
    let ctx = operator(talk, config).await?;
    let bar = if talk.watched() { ProgressBar::new(0) } else { ProgressBar::hidden() };
    let style = ProgressStyle::with_template("{msg} [{bar:30}] {bytes}/{total_bytes} {bytes_per_sec} {eta}")
        .unwrap_or_else(|_| ProgressStyle::default_bar());
    bar.set_style(style);
    bar.set_message(talk.w.cli_importing());
    let (reading, matching, words) = (bar.clone(), bar.clone(), talk.w);
    let progress = move |now: app::feed::Progress| {
        reading.set_length(now.total_bytes);
        reading.set_position(now.done_bytes);
    };
    let matched = move |done: usize, all: usize| {
        matching.set_message(format!("{} {done}/{all}", words.cli_matching()));
        matching.tick();
    };
    let done = app::feed::import(&ctx, path, &feed, progress, matched).await.map_err(|error| talk.refused(&error))?;
    bar.finish_and_clear();
    let taken = &done.taken;
    if talk.json {
        let problems: Vec<Value> =
            taken.problems.iter().map(|p| json!({ "file": p.file, "code": p.code, "pointer": p.pointer, "detail": p.detail })).collect();
        talk.data(&json!({
            "feed": feed, "read": taken.read, "new": taken.new, "changed": taken.changed, "unchanged": taken.unchanged, "withdrawn": taken.withdrawn,
            "problems_total": taken.problems_total, "problems": problems, "releases": done.releases,
            "findings_opened": done.findings.opened, "findings_closed": done.findings.closed,
        }));
        return Ok(ExitCode::SUCCESS);
    }
    talk.out(&talk.w.cli_imported(taken.changed, taken.new, taken.problems_total, taken.read, taken.withdrawn));
    talk.out(&talk.w.cli_rematched(done.findings.closed, done.findings.opened, done.releases));
    for problem in taken.problems.iter().take(PROBLEMS_SHOWN_MAX) {
        talk.say(&format!("! {} {} {} {}", problem.code, problem.file, problem.pointer, problem.detail));
    }
    let more = taken.problems_total.saturating_sub(PROBLEMS_SHOWN_MAX as u64);
    if more > 0 {
        talk.say(&talk.w.cli_more_problems(more));
    }
    if taken.read == 0 && taken.problems_total > 0 {
        return Err(Stop::with(exit::BAD_INPUT, talk.w.cli_nothing_read()));
    }
    Ok(ExitCode::SUCCESS)
}
