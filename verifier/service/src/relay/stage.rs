//! Where a chip session stands, in words for the page and the relay.

use capture::relay::Progress;
use emrtd::file::{DataGroup, ElementaryFile};
use emrtd::session::Stage;

/// The word and the share of the session that is done when this stage begins: mostly DG2's time, which comes last.
pub(super) fn progress(stage: Stage) -> Progress {
    let (word, percent) = match stage {
        Stage::CardAccess => ("access", 5),
        Stage::Pace | Stage::Bac => ("access", 15),
        Stage::File(ElementaryFile::Com) => ("files", 40),
        Stage::File(ElementaryFile::Sod) => ("files", 45),
        Stage::File(ElementaryFile::DataGroup(DataGroup::DG14 | DataGroup::DG15)) => ("files", 50),
        Stage::ChipAuthentication => ("proof", 55),
        Stage::ActiveAuthentication => ("proof", 60),
        Stage::File(ElementaryFile::DataGroup(DataGroup::DG1)) => ("files", 65),
        Stage::File(_) => ("files", 70),
        _ => ("proof", 95),
    };
    let file = matches!(stage, Stage::File(_)).then(|| stage.to_string());
    Progress { stage: word.into(), file, percent }
}
