use super::{Draft, PairContext, Scope, content};
use crate::claim::ClaimKind;
use crate::finding::Severity;

check! {
    /// ## What it does
    /// Reports a sentence in which two versions changed places: what something comes
    /// from and where it goes.
    ///
    /// ## Why it matters
    /// "Upgrade from 2010 to 2013" and the reverse name the same versions and tell
    /// opposite things.
    ///
    /// ## Example
    /// - en-US: "Move the users **from Lync Server 2010 to Lync Server 2013**."
    /// - zh-CN: "将用户**从 Lync Server 2013 移动到 Lync Server 2010**。"
    ///
    /// ## Not reported
    /// Lists in another order, and sentences whose words do not tell a direction on
    /// both sides.
    "version-order-swapped", Version, Scope::Pair(run)
}

fn run(pair: &PairContext<'_>, drafts: &mut Vec<Draft>) {
    content::orders(pair, ClaimKind::Version, Severity::Warning, drafts);
}
