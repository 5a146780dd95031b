//! The binary `hinomi`: a face on the same use cases as the pages and the API.

mod call;
mod demo;
mod desk;
mod doctor;
mod document;
mod feed;
mod help;
mod judge;
mod people;
mod place;
mod room;
mod scan;
mod serve;
mod table;
mod talk;
mod verbs;
mod workbench;

use clap::{FromArgMatches as _, Parser, Subcommand};
use std::io::IsTerminal as _;
use std::path::PathBuf;
use std::process::ExitCode;

// Pages are many small strings on many threads: this allocator serves them faster, and gives memory back after a rush.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// The watchtower of a product maker: vulnerabilities, reports, cases, deadlines, advisories.
#[derive(Debug, Parser)]
#[command(name = "hinomi", version, disable_help_subcommand = true)]
struct Cli {
    /// Configuration file.
    #[arg(long, global = true, env = "HINOMI_CONFIG", value_name = "FILE")]
    config: Option<PathBuf>,
    /// Data directory; wins over the configuration.
    #[arg(long, global = true, env = "HINOMI_DATA", value_name = "DIR")]
    data: Option<PathBuf>,
    /// Answers in JSON with stable fields.
    #[arg(long, global = true)]
    json: bool,
    /// Says nothing but data and errors.
    #[arg(long, global = true)]
    quiet: bool,
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Starts the lived-in example, without network or configuration.
    Demo(demo::Demo),
    /// Writes a commented configuration file and makes an empty data directory.
    Init,
    /// Serves an installation.
    Serve(serve::Serve),
    /// Prints a new setup link while nobody has an account.
    SetupLink,
    /// Checks configuration, data directory, ledger, library, clock, mail and disk; ends with 2 when something is wrong.
    Doctor,
    /// The configuration.
    #[command(subcommand)]
    Config(place::Configuration),
    /// Tells who is calling and with which roles.
    Whoami,
    /// Accounts.
    #[command(subcommand)]
    User(people::User),
    /// Roles of people.
    #[command(subcommand)]
    Role(people::Role),
    /// Tokens of the API.
    #[command(subcommand)]
    Token(people::Token),
    /// Reports from outside.
    #[command(subcommand)]
    Report(desk::Report),
    /// Cases.
    #[command(subcommand)]
    Case(room::Case),
    /// Embargoes of cases.
    #[command(subcommand)]
    Embargo(room::Embargo),
    /// Deadlines.
    #[command(subcommand)]
    Deadline(judge::Deadline),
    /// Awareness, from which legal deadlines run.
    #[command(subcommand)]
    Awareness(judge::Awareness),
    /// Filings with the authority.
    #[command(subcommand)]
    Filing(judge::Filing),
    /// Assessments in the terms of VEX.
    #[command(subcommand)]
    Vex(judge::Vex),
    /// Vulnerabilities.
    #[command(subcommand)]
    Vuln(verbs::Vuln),
    /// Products.
    #[command(subcommand)]
    Product(verbs::Product),
    /// Releases of products.
    #[command(subcommand)]
    Release(verbs::Release),
    /// Meets SBOMs and lock files with the library of this machine; no server, nothing is kept.
    Scan(scan::Scan),
    /// CSAF documents.
    #[command(subcommand)]
    Csaf(document::Csaf),
    /// SBOMs of releases.
    #[command(subcommand)]
    Sbom(verbs::Sbom),
    /// Advisories.
    #[command(subcommand)]
    Advisory(desk::Advisory),
    /// Feeds of records.
    #[command(subcommand)]
    Feed(feed::Feed),
    /// The vulnerability library.
    #[command(subcommand)]
    Library(verbs::Library),
    /// Backups of the data directory.
    #[command(subcommand)]
    Backup(verbs::Backup),
    /// The audit log.
    #[command(subcommand)]
    Audit(verbs::Audit),
    /// Scores a CVSS vector of version 2, 3.0, 3.1 or 4.0 and says what each metric means.
    Cvss {
        /// The vector.
        vector: String,
    },
    /// Decides by a table of SSVC and says why.
    Ssvc(workbench::Ssvc),
    /// Reads a purl and writes it canonically, part by part.
    Purl {
        /// The purl.
        purl: String,
    },
    /// Calls any route of the API.
    Api(verbs::Api),
    /// Prints a completion script.
    Completion {
        /// The shell.
        shell: clap_complete::Shell,
    },
    /// Versions: without a verb, that of the program.
    Version {
        #[command(subcommand)]
        verb: Option<workbench::Version>,
    },
}

fn main() -> ExitCode {
    let words = talk::language().words();
    let cli = match help::command(words).try_get_matches().and_then(|matches| Cli::from_arg_matches(&matches)) {
        Ok(cli) => cli,
        Err(error) => return help::ended(&error),
    };
    let filter = tracing_subscriber::EnvFilter::try_from_env("HINOMI_LOG").unwrap_or_else(|_| "warn,hinomi=info".into());
    let plain = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty()) || !std::io::stderr().is_terminal();
    tracing_subscriber::fmt().with_env_filter(filter).with_ansi(!plain).with_writer(std::io::stderr).init();
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("✗ {error}");
            return ExitCode::from(talk::exit::FAILED);
        }
    };
    match runtime.block_on(run(cli, words)) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("✗ {error:#}");
            ExitCode::from(error.downcast_ref::<talk::Stop>().map_or(talk::exit::FAILED, |stop| stop.exit))
        }
    }
}

async fn run(cli: Cli, words: words::Words) -> anyhow::Result<ExitCode> {
    let talk = talk::Talk { w: words, json: cli.json, quiet: cli.quiet };
    let config = || configuration(&cli);
    match &cli.verb {
        Verb::Demo(demo) => demo.run().await,
        Verb::Init => place::init(talk, cli.config.as_deref(), &without_file(&cli)?),
        Verb::Serve(serve) => serve.run(config()?).await,
        Verb::SetupLink => serve::print_setup_link(talk, config()?).await,
        Verb::Doctor => doctor::doctor(talk, &config()?).await,
        Verb::Config(verb) => place::configuration(talk, &config()?, verb),
        Verb::Whoami => people::whoami(talk, config()?).await,
        Verb::User(verb) => people::user(talk, config()?, verb).await,
        Verb::Role(verb) => people::role(talk, config()?, verb).await,
        Verb::Token(verb) => people::token(talk, config()?, verb).await,
        Verb::Report(verb) => desk::report(talk, config()?, verb).await,
        Verb::Case(verb) => room::case(talk, config()?, verb).await,
        Verb::Embargo(verb) => room::embargo(talk, config()?, verb).await,
        Verb::Deadline(verb) => judge::deadline(talk, config()?, verb).await,
        Verb::Awareness(verb) => judge::awareness(talk, config()?, verb).await,
        Verb::Filing(verb) => judge::filing(talk, config()?, verb).await,
        Verb::Vex(verb) => judge::vex(talk, config()?, verb).await,
        Verb::Vuln(verb) => verbs::vuln(talk, config()?, verb).await,
        Verb::Product(verb) => verbs::product(talk, config()?, verb).await,
        Verb::Release(verb) => verbs::release(talk, config()?, verb).await,
        Verb::Scan(asked) => scan::scan(talk, &config()?, asked),
        Verb::Csaf(verb) => document::csaf(talk, verb),
        Verb::Sbom(verb) => verbs::sbom(talk, config()?, verb).await,
        Verb::Advisory(verb) => desk::advisory(talk, config()?, verb).await,
        Verb::Feed(verb) => feed::feed(talk, config()?, verb).await,
        Verb::Library(verb) => verbs::library(talk, config()?, verb).await,
        Verb::Backup(verb) => verbs::backup(talk, config()?, verb).await,
        Verb::Audit(verb) => verbs::audit(talk, config()?, verb).await,
        Verb::Cvss { vector } => workbench::cvss(talk, vector),
        Verb::Ssvc(asked) => workbench::ssvc(talk, asked),
        Verb::Purl { purl } => workbench::purl(talk, purl),
        Verb::Api(call) => verbs::api(talk, config()?, call).await,
        Verb::Completion { shell } => {
            clap_complete::generate(*shell, &mut help::command(words), "hinomi", &mut std::io::stdout());
            Ok(ExitCode::SUCCESS)
        }
        Verb::Version { verb } => workbench::version(talk, verb.as_ref()),
    }
}

/// The configuration of environment and flags alone, for the verb that writes the file.
fn without_file(cli: &Cli) -> anyhow::Result<app::Config> {
    let mut config = app::Config::load(None, environment()).map_err(bad)?;
    if let Some(data) = &cli.data {
        config.server.data_dir.clone_from(data);
    }
    Ok(config)
}

/// The variables of the environment that are text; another program's bytes are none of ours.
fn environment() -> impl Iterator<Item = (String, String)> {
    std::env::vars_os().filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
}

fn bad(error: app::Error) -> anyhow::Error {
    talk::Stop::with(talk::exit::BAD_INPUT, error.to_string())
}

/// The configuration: file, environment, then the flags.
fn configuration(cli: &Cli) -> anyhow::Result<app::Config> {
    let default = PathBuf::from(place::FILE);
    let file = cli.config.clone().or_else(|| default.exists().then_some(default));
    let mut config = app::Config::load(file.as_deref(), environment()).map_err(bad)?;
    if let Some(data) = &cli.data {
        config.server.data_dir.clone_from(data);
    }
    Ok(config)
}
