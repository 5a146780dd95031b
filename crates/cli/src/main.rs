//! The binary `hinomi`: a face on the same use cases as the pages and the API.

mod call;
mod demo;
mod serve;
mod talk;
mod verbs;

use clap::{Parser, Subcommand};
use std::path::PathBuf;
use std::process::ExitCode;

/// The watchtower of a product maker: vulnerabilities, reports, cases, deadlines, advisories.
#[derive(Debug, Parser)]
#[command(name = "hinomi", version)]
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
    /// Serves an installation.
    Serve(serve::Serve),
    /// Prints a new setup link while nobody has an account.
    SetupLink,
    /// Products.
    #[command(subcommand)]
    Product(verbs::Product),
    /// Releases of products.
    #[command(subcommand)]
    Release(verbs::Release),
    /// SBOMs of releases.
    #[command(subcommand)]
    Sbom(verbs::Sbom),
    /// Vulnerabilities.
    #[command(subcommand)]
    Vuln(verbs::Vuln),
    /// Feeds of records.
    #[command(subcommand)]
    Feed(verbs::Feed),
    /// Reports from outside.
    #[command(subcommand)]
    Report(verbs::Report),
    /// Advisories.
    #[command(subcommand)]
    Advisory(verbs::Advisory),
    /// The audit log.
    #[command(subcommand)]
    Audit(verbs::Audit),
    /// Backups of the data directory.
    #[command(subcommand)]
    Backup(verbs::Backup),
    /// The vulnerability library.
    #[command(subcommand)]
    Library(verbs::Library),
    /// Calls any route of the API.
    Api(verbs::Api),
    /// Prints a completion script.
    Completion {
        /// The shell.
        shell: clap_complete::Shell,
    },
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    let filter = tracing_subscriber::EnvFilter::try_from_env("HINOMI_LOG").unwrap_or_else(|_| "warn,hinomi=info".into());
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("hinomi: {error}");
            return ExitCode::from(1);
        }
    };
    match runtime.block_on(run(cli)) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("✗ {error:#}");
            ExitCode::from(error.downcast_ref::<talk::Stop>().map_or(1, |stop| stop.exit))
        }
    }
}

async fn run(cli: Cli) -> anyhow::Result<ExitCode> {
    let talk = talk::Talk { w: talk::language().words(), json: cli.json, quiet: cli.quiet };
    let config = || configuration(&cli);
    match &cli.verb {
        Verb::Demo(demo) => demo.run().await,
        Verb::Serve(serve) => serve.run(config()?).await,
        Verb::SetupLink => serve::print_setup_link(config()?).await,
        Verb::Product(verb) => verbs::product(talk, config()?, verb).await,
        Verb::Release(verb) => verbs::release(talk, config()?, verb).await,
        Verb::Sbom(verb) => verbs::sbom(talk, config()?, verb).await,
        Verb::Vuln(verb) => verbs::vuln(talk, config()?, verb).await,
        Verb::Feed(verb) => verbs::feed(talk, config()?, verb).await,
        Verb::Report(verb) => verbs::report(talk, config()?, verb).await,
        Verb::Advisory(verb) => verbs::advisory(talk, config()?, verb).await,
        Verb::Audit(verb) => verbs::audit(talk, config()?, verb).await,
        Verb::Backup(verb) => verbs::backup(talk, config()?, verb).await,
        Verb::Library(verb) => verbs::library(talk, config()?, verb).await,
        Verb::Api(call) => verbs::api(talk, config()?, call).await,
        Verb::Completion { shell } => {
            clap_complete::generate(*shell, &mut <Cli as clap::CommandFactory>::command(), "hinomi", &mut std::io::stdout());
            Ok(ExitCode::SUCCESS)
        }
    }
}

/// The configuration: file, environment, then the flags.
fn configuration(cli: &Cli) -> anyhow::Result<app::Config> {
    let default = PathBuf::from("hinomi.toml");
    let file = cli.config.clone().or_else(|| default.exists().then_some(default));
    let mut config = app::Config::load(file.as_deref(), std::env::vars())?;
    if let Some(data) = &cli.data {
        config.server.data_dir.clone_from(data);
    }
    Ok(config)
}
