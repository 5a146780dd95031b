//! Verbs on data: each is a call of the JSON API, here in this process or at `HINOMI_URL`, or a use case on the data directory.

use crate::call::{Caller, Sent, open_house, segment, with_query};
use crate::document;
use crate::table::{Col, Ended, col, day, list, rows, show, text, thing, word};
use crate::talk::{Stop, Talk, exit};
use app::Config;
use app::document::Family;
use clap::Subcommand;
use domain::refusal::Refusal;
use serde_json::{Value, json};
use std::path::PathBuf;
use std::process::ExitCode;
use words::Words;

/// Problems listed for people.
const PROBLEMS_SHOWN_MAX: usize = 20;

/// Products.
#[derive(Debug, Subcommand)]
pub(crate) enum Product {
    /// Lists products.
    List,
    /// Adds a product.
    Add {
        /// Name in addresses, such as `kd-cam200`.
        slug: String,
        /// Name shown; the slug in capitals otherwise.
        #[arg(long)]
        name: Option<String>,
        /// Slug of the division; a new one is added with it.
        #[arg(long)]
        division: String,
        /// `internet`, `local` or `unknown`.
        #[arg(long, default_value = "unknown")]
        exposure: String,
        /// Names it on the public site.
        #[arg(long)]
        listed: bool,
    },
}

/// Releases.
#[derive(Debug, Subcommand)]
pub(crate) enum Release {
    /// Lists the releases of a product.
    List {
        /// Slug of the product.
        product: String,
    },
    /// Adds a release.
    Add {
        /// Slug of the product.
        product: String,
        /// Version as printed on the product.
        version: String,
        /// End of security support, RFC 3339 with offset.
        #[arg(long, value_name = "INSTANT")]
        support_until: Option<String>,
    },
}

/// SBOMs.
#[derive(Debug, Subcommand)]
pub(crate) enum Sbom {
    /// Holds SBOMs against the rules of their form; exit 2 when one breaks a mandatory rule.
    Validate(document::Validate),
    /// Tells how much an SBOM can tell: what can be matched, what is missing.
    Quality(document::QualityOf),
    /// Writes an SBOM in another form.
    Convert(document::ConvertSbom),
    /// Sends an SBOM for a release.
    Push {
        /// The file; gzip and zstd are fine.
        file: PathBuf,
        /// Slug of the product.
        #[arg(long)]
        product: String,
        /// Version of the release.
        #[arg(long)]
        release: String,
        /// Adds the release when it is not there.
        #[arg(long)]
        create: bool,
        /// Refuses unreadable purls and cycles.
        #[arg(long)]
        strict: bool,
        /// Takes an SBOM without components.
        #[arg(long)]
        allow_empty: bool,
        /// Ends with 2 when an open, unassessed finding is `kev`, `critical` or `high`.
        #[arg(long, value_delimiter = ',', value_name = "WHAT")]
        fail_on: Vec<String>,
    },
}

/// Vulnerabilities.
#[derive(Debug, Subcommand)]
pub(crate) enum Vuln {
    /// Lists vulnerabilities with open findings.
    List,
    /// Shows what all records say of a vulnerability.
    Show {
        /// Any of its ids.
        id: String,
    },
    /// Tells which releases a vulnerability hits, asked from the records' side.
    Affected {
        /// Any of its ids.
        id: String,
    },
    /// Explains why a vulnerability hits a release, or why not.
    Explain {
        /// Any of its ids.
        id: String,
        /// `product@version`.
        #[arg(long, value_name = "RELEASE")]
        release: String,
    },
    /// Searches the ledger and the library.
    Search {
        /// Text.
        text: String,
    },
}

/// The audit log.
#[derive(Debug, Subcommand)]
pub(crate) enum Audit {
    /// Recomputes the chain of the log.
    Verify,
}

/// Backups of this machine's data directory.
#[derive(Debug, Subcommand)]
pub(crate) enum Backup {
    /// Writes a backup while others go on.
    Create {
        /// The file to write.
        file: PathBuf,
    },
    /// Brings a backup back into an empty directory.
    Restore {
        /// The backup.
        file: PathBuf,
        /// The directory.
        #[arg(long, value_name = "DIR")]
        to: PathBuf,
    },
    /// Checks a backup.
    Verify {
        /// The backup.
        file: PathBuf,
    },
}

/// The vulnerability library of this machine.
#[derive(Debug, Subcommand)]
pub(crate) enum Library {
    /// Checks every record against its digest.
    Verify,
    /// Tells how much there is.
    Stats,
}

/// Any route of the API.
#[derive(Debug, clap::Args)]
pub(crate) struct Api {
    /// `GET`, `POST`, …
    method: String,
    /// Path, such as `/api/v1/products`.
    path: String,
    /// File with the JSON body.
    #[arg(long, value_name = "FILE")]
    body: Option<PathBuf>,
    /// Edit tag that was read; needed by `PUT` and `PATCH`.
    #[arg(long, value_name = "ETAG")]
    if_match: Option<String>,
}

pub(crate) async fn product(talk: Talk, config: Config, verb: &Product) -> Ended {
    match verb {
        Product::List => {
            list(
                talk,
                config,
                "/api/v1/products",
                &[col("division", "division"), col("slug", "product"), col("releases", "releases"), col("open_findings", "findings")],
            )
            .await
        }
        Product::Add { slug, name, division, exposure, listed } => {
            let name = name.clone().unwrap_or_else(|| slug.to_uppercase());
            let body = json!({ "slug": slug, "name": name, "division": division, "exposure": exposure, "listed": listed });
            let made = Caller::open(talk, config).await?.act("POST", "/api/v1/products", &body).await?;
            talk.done(&made, &talk.w.cli_product_added(slug));
            Ok(ExitCode::SUCCESS)
        }
    }
}

pub(crate) async fn release(talk: Talk, config: Config, verb: &Release) -> Ended {
    match verb {
        Release::List { product } => {
            let path = format!("/api/v1/products/{}/releases", segment(product));
            list(
                talk,
                config,
                &path,
                &[
                    col("release", "release"),
                    day("support_until", "support_until"),
                    col("components", "components"),
                    col("open_findings", "findings"),
                ],
            )
            .await
        }
        Release::Add { product, version, support_until } => {
            let made = add_release(&Caller::open(talk, config).await?, product, version, support_until.as_deref()).await?;
            talk.done(&made, &talk.w.cli_release_added(format!("{product}@{version}")));
            Ok(ExitCode::SUCCESS)
        }
    }
}

async fn add_release(caller: &Caller, product: &str, version: &str, support_until: Option<&str>) -> anyhow::Result<Value> {
    let path = format!("/api/v1/products/{}/releases", segment(product));
    caller.act("POST", &path, &json!({ "version": version, "support_until": support_until })).await
}

pub(crate) async fn sbom(talk: Talk, config: Config, verb: &Sbom) -> Ended {
    let (file, product, release, create, strict, allow_empty, fail_on) = match verb {
        Sbom::Validate(asked) => return document::validate(talk, asked, Family::Sbom),
        Sbom::Quality(asked) => return document::quality(talk, asked),
        Sbom::Convert(asked) => return document::convert_sbom(talk, asked),
        Sbom::Push { file, product, release, create, strict, allow_empty, fail_on } => {
            (file, product, release, create, strict, allow_empty, fail_on)
        }
    };
    for what in fail_on {
        if !matches!(what.as_str(), "kev" | "critical" | "high") {
            return Err(Stop::with(exit::BAD_INPUT, format!("--fail-on {what}: kev, critical, high")));
        }
    }
    // Another server has its own limit and says so; here the largest that any server takes is read.
    let limit = if Caller::is_remote() { app::config::SBOM_MB_MAX } else { config.limits.sbom_mb };
    let bytes = talk.file(file, limit, Refusal::SbomTooLarge { limit: limit.to_string() })?;
    let caller = Caller::open(talk, config).await?;
    let key = format!("/api/v1/releases/{}", segment(&format!("{product}@{release}")));
    let mut path = format!("{key}/sboms");
    for (name, wanted) in [("strict", strict), ("allow_empty", allow_empty), ("create", create)] {
        if *wanted {
            path = with_query(&path, name, "1");
        }
    }
    let done = caller.send("POST", &path, Sent { kind: Some("application/octet-stream"), bytes, if_match: None }).await?.json()?;
    if talk.json {
        talk.data(&done);
    } else {
        told(talk, &done);
    }
    let findings = caller.list(&format!("{key}/findings"), usize::MAX).await?;
    let grave =
        findings.iter().filter(|finding| finding["state"] == "open" && finding["status"].is_null() && meets(finding, fail_on)).count();
    if grave > 0 {
        talk.say(&format!("! {}", talk.w.cli_fail_on(grave)));
        return Ok(ExitCode::from(exit::FOUND));
    }
    Ok(ExitCode::SUCCESS)
}

/// Says what became of an SBOM.
fn told(talk: Talk, done: &Value) {
    let w = talk.w;
    if done["unchanged"] == true {
        talk.say(&format!("✓ {}", w.cli_sbom_unchanged(text(done, "release"))));
        return;
    }
    let (all, matchable) = (done["components"].as_u64().unwrap_or(0), done["matchable"].as_u64().unwrap_or(0));
    let share = (matchable * 100).checked_div(all).unwrap_or(0);
    talk.say(&format!("✓ {}", w.cli_sbom_pushed(text(done, "format"), all, text(done, "release"), share)));
    talk.say(&format!("  {}", w.cli_sbom_findings(text(done, "candidates"), text(done, "findings_closed"), text(done, "findings_opened"))));
    for problem in done["problems"].as_array().into_iter().flatten().take(PROBLEMS_SHOWN_MAX) {
        talk.say(&format!("! {} {} {}", text(problem, "code"), text(problem, "pointer"), text(problem, "detail")));
    }
    talk.out(&format!("→ {}", text(done, "url")));
}

fn meets(finding: &Value, fail_on: &[String]) -> bool {
    fail_on.iter().any(|what| match what.as_str() {
        "kev" => !finding["kev"].is_null(),
        "high" => finding["severity"] == "high" || finding["severity"] == "critical",
        severity => finding["severity"] == severity,
    })
}

pub(crate) async fn vuln(talk: Talk, config: Config, verb: &Vuln) -> Ended {
    match verb {
        Vuln::List => {
            let columns: [Col; 6] = [
                col("id", "vulnerability"),
                word("severity", "severity", Words::severity),
                col("kev", "kev"),
                col("products", "products"),
                col("releases", "releases"),
                col("unassessed", "unassessed"),
            ];
            list(talk, config, "/api/v1/vulnerabilities", &columns).await
        }
        Vuln::Show { id } => show(talk, config, &format!("/api/v1/vulnerabilities/{}", segment(id))).await,
        Vuln::Affected { id } => affected(talk, config, id).await,
        Vuln::Explain { id, release } => explain(talk, config, id, release).await,
        Vuln::Search { text } => {
            list(talk, config, &with_query("/api/v1/search", "q", text), &[col("kind", "kind"), col("name", "name"), col("title", "title")])
                .await
        }
    }
}

async fn affected(talk: Talk, config: Config, id: &str) -> Ended {
    let answer = Caller::open(talk, config).await?.get(&format!("/api/v1/vulnerabilities/{}/affected", segment(id))).await?;
    if talk.json {
        talk.data(&answer);
        return Ok(ExitCode::SUCCESS);
    }
    let findings = answer["findings"].as_array().cloned().unwrap_or_default();
    if findings.is_empty() {
        talk.say(talk.w.cli_affected_none());
        return Ok(ExitCode::SUCCESS);
    }
    let shown: Vec<Value> = findings.iter().map(row_of).collect();
    rows(
        talk,
        &shown,
        &[
            col("division", "division"),
            col("release", "release"),
            day("support_until", "support_until"),
            col("component", "component"),
            word("status", "status", Words::vex),
            col("class", "class"),
            col("reason", "reason"),
        ],
    );
    let unassessed = findings.iter().filter(|finding| finding["status"].is_null()).count();
    talk.say(&talk.w.cli_affected_count(findings.len(), unassessed));
    Ok(ExitCode::SUCCESS)
}

async fn explain(talk: Talk, config: Config, id: &str, release: &str) -> Ended {
    let path = with_query(&format!("/api/v1/vulnerabilities/{}/explanation", segment(id)), "release", release);
    let answer = Caller::open(talk, config).await?.get(&path).await?;
    if talk.json {
        talk.data(&answer);
        return Ok(ExitCode::SUCCESS);
    }
    let components = answer["components"].as_array().cloned().unwrap_or_default();
    if components.is_empty() {
        talk.say(&talk.w.cli_explain_none(text(&answer, "names"), text(&answer, "release"), text(&answer, "vulnerability")));
        return Ok(ExitCode::SUCCESS);
    }
    let shown: Vec<Value> = components.iter().map(row_of).collect();
    let columns =
        [col("component", "component"), word("outcome", "outcome", Words::outcome), col("class", "class"), col("reason", "reason")];
    rows(talk, &shown, &columns);
    Ok(ExitCode::SUCCESS)
}

/// A finding as its row shows it: the component with its version, unassessed where nobody has judged.
fn row_of(finding: &Value) -> Value {
    let mut row = finding.clone();
    row["component"] = json!(format!("{} {}", text(finding, "component"), text(finding, "version")));
    if row["status"].is_null() {
        row["status"] = json!("unassessed");
    }
    row
}

pub(crate) async fn audit(talk: Talk, config: Config, verb: &Audit) -> Ended {
    let Audit::Verify = verb;
    let found = Caller::open(talk, config).await?.act("POST", "/api/v1/audit/verification", &json!({})).await?;
    if talk.json {
        talk.data(&found);
    }
    match found["broken_at"].as_i64() {
        None => {
            talk.say(&format!("✓ {}", talk.w.cli_chain_whole(text(&found, "entries"))));
            Ok(ExitCode::SUCCESS)
        }
        Some(entry) => Err(Stop::with(exit::FAILED, talk.w.cli_chain_broken(entry))),
    }
}

pub(crate) async fn backup(talk: Talk, config: Config, verb: &Backup) -> Ended {
    let failed = |error: app::Error| talk.refused(&error);
    match verb {
        Backup::Create { file } => {
            let house = open_house(talk, config).await?;
            let made = app::backup::create(&house, file).await.map_err(failed)?;
            talk.say(&format!("✓ {}", talk.w.cli_backup_made(file.display(), made.files.len())));
        }
        Backup::Restore { file, to } => {
            let made = app::backup::restore(file, to).await.map_err(failed)?;
            talk.say(&format!("✓ {}", talk.w.cli_restored(to.display(), made.files.len())));
        }
        Backup::Verify { file } => {
            let made = app::backup::verify(file).await.map_err(failed)?;
            talk.say(&format!("✓ {}", talk.w.cli_backup_fine(made.chain_entries, made.files.len())));
        }
    }
    Ok(ExitCode::SUCCESS)
}

pub(crate) async fn library(talk: Talk, config: Config, verb: &Library) -> Ended {
    let house = open_house(talk, config).await?;
    let snapshot = house.known().map_err(|error| talk.refused(&error))?;
    let stats = snapshot.stats();
    match verb {
        Library::Verify => {
            snapshot.verify().map_err(|error| Stop::with(exit::FAILED, error.to_string()))?;
            talk.say(&format!("✓ {}", talk.w.cli_library_fine(stats.records)));
        }
        Library::Stats => thing(
            talk,
            &json!({
                "records": stats.records, "replaced": stats.replaced, "statements": stats.statements, "kev": stats.kev,
                "epss": stats.epss, "segments": stats.segments, "bytes": stats.bytes,
            }),
        ),
    }
    Ok(ExitCode::SUCCESS)
}

pub(crate) async fn api(talk: Talk, config: Config, call: &Api) -> Ended {
    let bytes = call.body.as_deref().map(|file| talk.body_file(file)).transpose()?.unwrap_or_default();
    let kind = (!bytes.is_empty()).then_some("application/json");
    let sent = Sent { kind, bytes, if_match: call.if_match.clone() };
    let answer = Caller::open(talk, config).await?.send(&call.method.to_uppercase(), &call.path, sent).await?;
    if let Some(tag) = answer.etag {
        talk.say(&format!("ETag: {tag}"));
    }
    talk.out(String::from_utf8_lossy(&answer.bytes).trim_end());
    Ok(ExitCode::SUCCESS)
}
