//! `docparity check`: the main job.

use anyhow::bail;
use clap::Args;
use docparity::config::{Config, is_or_begins, nearest};

use super::Outcome;
use super::findings::FindingsOptions;
use super::format::Format;
use super::options::{CorpusOptions, GlobalOptions, check_ids};
use super::scope::ScopeOptions;
use super::stream::{self, StreamOptions};

const EXAMPLES: &str = "\
Examples:
  docparity check docs
  docparity check docs/en-US docs/zh-CN
  docparity check docs --locale zh-CN,zh-TW --fail-on warning
  docparity check docs --select version,number-changed --ignore version-extra
  docparity check docs --statistics
  docparity check docs --report sarif=findings.sarif --report junit=tests.xml
  docparity check docs --format jsonl | jq -r 'select(.severity == \"error\") | .message'
  docparity check docs --source-locale de-DE --folder de-DE=docs/german
  docparity check docs --changed-since origin/main --baseline docparity-baseline.json
  docparity check docs --shard 3/8 --format partial -o part-3.jsonl";

/// Compare all translations with their source and report what differs
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Arguments {
    #[command(flatten)]
    corpus: CorpusOptions,

    /// Run only these checks: ids, or beginnings of ids such as `version`
    #[arg(long, value_name = "CHECK", value_delimiter = ',')]
    select: Vec<String>,

    /// Do not run these checks: ids, or beginnings of ids
    #[arg(long, value_name = "CHECK", value_delimiter = ',')]
    ignore: Vec<String>,

    #[command(flatten)]
    findings: FindingsOptions,

    #[command(flatten)]
    scope: ScopeOptions,

    #[command(flatten)]
    stream: StreamOptions,
}

pub(super) fn run(arguments: &Arguments, global: &GlobalOptions) -> anyhow::Result<Outcome> {
    let (findings, scope) = (&arguments.findings, &arguments.scope);
    findings.validate()?;
    let mut config = arguments.corpus.configuration(global)?;
    select(arguments, &mut config)?;
    let learned = arguments.stream.model()?;
    if arguments.stream.is_wanted() {
        return stream::run(learned.as_ref(), &config, findings, global);
    }
    let corpus = arguments.corpus.load(&config, global)?;
    let roots = arguments.corpus.roots(&config);
    let knowledge = learned.as_ref().map(|set| &set.knowledge);
    let mut checked = scope.check(&corpus, &config, &roots, knowledge, findings.wants_alignment(), global)?;
    if findings.format == Format::Partial {
        scope.is_fit_for_parts()?;
        findings.output.write(|out| checked.write(&corpus.source_locale, &corpus.locales, out))?;
        let worst = checked.topics.iter().flat_map(|topic| &topic.findings).map(|finding| finding.severity).max();
        return Ok(findings.outcome(worst, checked.is_incomplete()));
    }
    let aligned = checked.take_aligned();
    let report = scope.report(checked, &corpus, &config, &roots, global)?;
    // Whoever asks for certain checks wants to see what they say.
    let notes = global.verbose || !arguments.select.is_empty();
    let outcome = findings.write(&report, &corpus, &aligned, notes, global)?;
    // The process ends here, which gives the memory back at once and not piece by piece.
    std::mem::forget((corpus, report));
    Ok(outcome)
}

/// Takes over `--select` and `--ignore`, if every name stands for a check.
fn select(arguments: &Arguments, config: &mut Config) -> anyhow::Result<()> {
    let ids = check_ids();
    for name in arguments.select.iter().chain(&arguments.ignore) {
        if !ids.iter().any(|id| is_or_begins(id, name)) {
            let meant = match nearest(name, ids.iter().copied()) {
                Some(id) => format!("did you mean `{id}`?"),
                None => "`docparity explain` lists them".to_owned(),
            };
            bail!("there is no check `{name}`; {meant}");
        }
    }
    config.select.clone_from(&arguments.select);
    config.ignore.clone_from(&arguments.ignore);
    Ok(())
}
