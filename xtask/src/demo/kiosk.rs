//! The demonstration of the kiosk: the window is driven through accepted, refused and interrupted controls, attended
//! and unattended, and every screen is saved as a picture.

mod controls;

use super::{AUDIENCE, Stage, case, nonce, portrait};
use crate::failure::Failure;
use crate::program::{Program, shown};
use crate::setup::Setup;
use crate::{packages, workspace};
use controls::{CONTROLS, Control, MEASURED};
use std::collections::BTreeSet;
use std::env;
use std::fs;
use std::path::{Path, PathBuf};

/// A specimen's PIN for a specimen's officer; the scripts type it.
const PIN: &str = "246810";

/// How the kiosk is built.
#[derive(Clone, Copy)]
enum Profile {
    /// As the command of the other demonstrations.
    Development,
    /// As it is used, where it is measured.
    Release,
}

impl Profile {
    fn build(self) -> &'static [&'static str] {
        match self {
            Self::Development => &["build", "--package", "kiosk"],
            Self::Release => &["build", "--package", "kiosk", "--release"],
        }
    }

    fn program(self) -> PathBuf {
        workspace::target().join(match self {
            Self::Development => "debug/idkontroll-kiosk",
            Self::Release => "release/idkontroll-kiosk",
        })
    }
}

/// Drives the window through every control.
pub fn run(setup: &Setup) -> Result<(), Failure> {
    let stage = stage(setup, "demo-kiosk", Profile::Development)?;
    let mut wrong = 0;
    for control in &CONTROLS {
        println!("\n== {}", control.title);
        let before = stage.filed()?;
        stage.kiosk(control, Profile::Development)?.run()?;
        let filed: Vec<PathBuf> = stage.filed()?.difference(&before).cloned().collect();
        wrong += usize::from(!stage.is_filed(control, &filed)?);
    }
    if wrong > 0 {
        return Err(Failure::Demonstration(wrong));
    }
    println!("\nEvery screen lies in {}", stage.path("screens").display());
    Ok(())
}

/// The same, unless a window cannot be shown here; CI lets nothing be skipped.
pub fn test(setup: &Setup) -> Result<(), Failure> {
    match run(setup) {
        Err(Failure::Packages { missing, .. }) if env::var("CI").as_deref() != Ok("true") => {
            println!("skipped: demo --kiosk: no {}", missing.join(", "));
            Ok(())
        }
        ended => ended,
    }
}

/// What the window says of its own work in one control.
pub fn measure(setup: &Setup) -> Result<String, Failure> {
    let stage = stage(setup, "bench-kiosk", Profile::Release)?;
    println!("\n== {}", MEASURED.title);
    let kiosk = stage.kiosk(&MEASURED, Profile::Release)?;
    kiosk.say();
    let line = Failure::Program("idkontroll-kiosk".into());
    let output = kiosk.output()?;
    eprint!("{}", String::from_utf8_lossy(&output.stderr));
    if output.status.success() { Ok(String::from_utf8_lossy(&output.stdout).into_owned()) } else { Err(line) }
}

/// A new stage with a document, keys and cameras.
fn stage<'s>(setup: &'s Setup, folder: &str, profile: Profile) -> Result<Stage<'s>, Failure> {
    packages::install(&packages::WINDOW)?;
    setup.equip(Program::cargo().arguments(profile.build())).run()?;
    let folder = workspace::target().join(folder);
    if folder.exists() {
        fs::remove_dir_all(&folder).map_err(|error| Failure::File(folder.clone(), error))?;
    }
    let stage = Stage { setup, folder, nonce: nonce() };
    stage.prepare()?;
    stage.prepare_kiosk()?;
    Ok(stage)
}

impl Stage<'_> {
    /// An officer's key under a PIN, another document with the same zone, and what the cameras show.
    fn prepare_kiosk(&self) -> Result<(), Failure> {
        let generate = self.command(&["key", "generate", "--pin", "--out"]);
        generate.argument(self.path("officer-pin.pem")).fed(&format!("{PIN}\n"))?;
        let (holder, impostor) = (portrait("obama2.jpg"), self.path("impostor"));
        copy(&holder, &self.path("holder.jpg"))?;
        fs::create_dir_all(&impostor).map_err(|error| Failure::File(impostor.clone(), error))?;
        copy(&portrait("biden.jpg"), &impostor.join("1.jpg"))?;
        copy(&self.path("passport/mrz.txt"), &self.path("mrz.txt"))?;
        self.command(&["simulate", "issue", "--out"]).argument(self.path("other")).run()?;
        let picture = fs::read(&holder).map_err(|error| Failure::File(holder.clone(), error))?;
        let film = self.path("holder.mjpeg");
        fs::write(&film, picture.repeat(3)).map_err(|error| Failure::File(film, error))
    }

    /// The folder of every control that was filed.
    fn filed(&self) -> Result<BTreeSet<PathBuf>, Failure> {
        let results = self.path("results");
        if !results.exists() {
            return Ok(BTreeSet::new());
        }
        let unreadable = |error| Failure::File(results.clone(), error);
        let entries = fs::read_dir(&results).map_err(unreadable)?;
        let paths = entries.map(|entry| entry.map(|entry| entry.path())).collect::<Result<Vec<_>, _>>();
        Ok(paths.map_err(unreadable)?.into_iter().filter(|path| path.join("result.jws").exists()).collect())
    }

    /// True when a control that was decided left one result that its evidence supports, and one that was left nothing.
    fn is_filed(&self, control: &Control, filed: &[PathBuf]) -> Result<bool, Failure> {
        if control.decided != (filed.len() == 1) || filed.len() > 1 {
            println!("   {} controls were filed", filed.len());
            return Ok(false);
        }
        let Some(folder) = filed.first() else {
            println!("   Nothing was filed.");
            return Ok(true);
        };
        println!("   As an auditor computes it again:");
        let verify = self.command(&["evidence", "verify"]).argument(folder.join("evidence.idk"));
        let verify = verify.argument("--result").argument(folder.join("result.jws"));
        case::is_valid(verify.argument("--keys").argument(folder.join("jwks.json")))
    }

    /// The kiosk with all it needs for a control, before it starts.
    fn kiosk(&self, control: &Control, profile: Profile) -> Result<Program, Failure> {
        let script = format!("{}.script", control.script);
        copy(&workspace::root().join("assets/kiosk").join(&script), &self.path(&script))?;
        let policy = if control.mode == "attended" { "demo" } else { "demo-unattended" };
        let (kind, camera) = control.camera.split_once(':').unwrap_or((control.camera, ""));
        let kiosk = self.setup.equip(display(&profile.program())).arguments(&[
            "--mode",
            control.mode,
            "--policy",
            policy,
        ]);
        let kiosk = uri(kiosk.argument("--reader"), "sim", &self.path(control.document));
        let kiosk = uri(kiosk.argument("--camera"), kind, &self.path(camera));
        let kiosk = kiosk.argument("--trust").argument(self.path("trust"));
        let kiosk = kiosk.argument("--signing-key").argument(self.path("signing.pem"));
        let kiosk = kiosk.argument("--officer-key").argument(self.path("officer-pin.pem"));
        let kiosk = kiosk.argument("--officers").argument(self.path("officer-pin.pem.jwks.json"));
        let kiosk = kiosk.arguments(&["--audience", AUDIENCE, "--latency", control.latency]);
        let kiosk = kiosk.argument("--out").argument(self.path("results"));
        let kiosk = kiosk.argument("--script").argument(self.path(&script));
        Ok(kiosk.argument("--screenshots").argument(self.path("screens")).arguments(control.options))
    }
}

/// A path below the workspace is shown without it, as every other.
fn uri(kiosk: Program, kind: &str, path: &Path) -> Program {
    let typed = format!("{kind}:{}", shown(path.as_os_str()));
    kiosk.argument_typed_as(format!("{kind}:{}", path.display()), &typed)
}

/// A program on the display there is, otherwise on one of its own.
fn display(program: &Path) -> Program {
    match env::var_os("DISPLAY").filter(|display| !display.is_empty()) {
        Some(_) => Program::new(program),
        None => Program::new("xvfb-run")
            .arguments(&["--auto-servernum", "--server-args", "-screen 0 1280x800x24"])
            .argument(program),
    }
}

fn copy(from: &Path, to: &Path) -> Result<(), Failure> {
    fs::copy(from, to).map(drop).map_err(|error| Failure::File(from.to_path_buf(), error))
}
