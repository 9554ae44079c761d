//! The remote demonstration: the service, an issuer that calls it with curl, and a phone, which is Chromium with a camera
//! that shows a file and the relay command on a simulated chip. The actors are in `capture/web/test/remote`.

use crate::failure::Failure;
use crate::program::Program;
use crate::setup::Setup;
use crate::{page, workspace};

/// Plays every case; fails when one did not end as it should.
pub fn run(setup: &Setup) -> Result<(), Failure> {
    page::install(setup)?;
    page::build(setup)?;
    setup.equip(Program::cargo().arguments(&["build", "--package", "idkontroll"])).run()?;
    let folder = workspace::target().join("demo-remote");
    let play = Program::new("node").argument("capture/web/test/remote.mjs");
    let play = play.environment("IDK_COMMAND", workspace::command()).environment("IDK_FOLDER", &folder);
    let play = play.environment("IDK_PORTRAITS", workspace::cache().join("portraits"));
    setup.equip(play).run()?;
    println!("\nAll files lie in {}", folder.display());
    Ok(())
}
