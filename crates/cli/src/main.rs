//! The binary `hinomi`: a face on the same use cases as the pages and the API.

mod demo;
mod serve;

use clap::{Parser, Subcommand};
use std::path::PathBuf;
use std::process::ExitCode;

/// The watchtower of a product maker: vulnerabilities, reports, cases, deadlines, advisories.
#[derive(Debug, Parser)]
#[command(name = "hinomi", version, propagate_version = true)]
struct Cli {
    /// Configuration file.
    #[arg(long, global = true, env = "HINOMI_CONFIG", value_name = "FILE")]
    config: Option<PathBuf>,
    /// Data directory; wins over the configuration.
    #[arg(long, global = true, env = "HINOMI_DATA", value_name = "DIR")]
    data: Option<PathBuf>,
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
            eprintln!("hinomi: {error:#}");
            ExitCode::from(1)
        }
    }
}

async fn run(cli: Cli) -> anyhow::Result<ExitCode> {
    match cli.verb {
        Verb::Demo(demo) => demo.run().await,
        Verb::Serve(ref serve) => serve.run(configuration(&cli)?).await,
        Verb::SetupLink => serve::print_setup_link(configuration(&cli)?).await,
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
