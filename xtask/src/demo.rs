//! The demonstration: a specimen passport is issued and controlled as a stranger would do it, once honestly, once under
//! the policy for real documents, and three times with a fraud.

mod case;
mod fraud;
pub mod kiosk;
pub mod remote;

use crate::failure::Failure;
use crate::program::{Program, shown};
use crate::setup::Setup;
use crate::workspace;
use case::{Case, Expected};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

const AUDIENCE: &str = "https://eid-issuer.example";

/// Issues, controls, and counts what ended otherwise than it should.
pub fn run(setup: &Setup) -> Result<(), Failure> {
    let folder = workspace::target().join("demo");
    if folder.exists() {
        fs::remove_dir_all(&folder).map_err(|error| Failure::File(folder.clone(), error))?;
    }
    let stage = Stage { setup, folder, nonce: nonce() };
    stage.prepare()?;
    let wrong = stage.play()?;
    println!("\nAll files lie in {}", stage.folder.display());
    match wrong {
        0 => Ok(()),
        wrong => Err(Failure::Demonstration(wrong)),
    }
}

/// The eID issuer's nonce; a demonstration needs a new one, not a secret one.
fn nonce() -> String {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    format!("demo-{}-{}", now.as_secs(), std::process::id())
}

/// Where the demonstration plays.
struct Stage<'s> {
    setup: &'s Setup,
    folder: PathBuf,
    nonce: String,
}

impl Stage<'_> {
    fn command(&self, arguments: &[&str]) -> Program {
        self.setup.equip(Program::new(workspace::command())).arguments(arguments)
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    fn prepare(&self) -> Result<(), Failure> {
        println!("== A specimen passport, a trust store that knows it, and two keys");
        let portrait = portrait("obama.jpg");
        let issue = self.command(&["simulate", "issue", "--out"]).argument(self.path("passport"));
        issue.argument("--portrait").argument(portrait).run()?;
        let import = self.command(&["trust", "import", "--out"]).argument(self.path("trust"));
        import.argument("--specimen").argument(self.path("passport/trust/csca.cer")).run()?;
        for key in ["signing.pem", "officer.pem"] {
            self.command(&["key", "generate", "--out"]).argument(self.path(key)).run()?;
        }
        fraud::change_portrait(&self.path("passport"), &self.path("passport-changed"))?;
        fraud::clone_without_key(&self.path("passport"), &self.path("passport-clone"))
    }

    fn play(&self) -> Result<usize, Failure> {
        let mut wrong = 0;
        for case in case::ALL {
            let mut right = self.control(&case)?;
            if case.expected == Expected::Accepted {
                right &= self.verify_result(case.name)? & self.verify_evidence(case.name)?;
            }
            wrong += usize::from(!right);
        }
        Ok(wrong)
    }

    fn control(&self, case: &Case) -> Result<bool, Failure> {
        println!("\n== {}\n   expected: {}", case.title, case.expected);
        let document = self.path(case.document);
        let zone = self.path("passport/mrz.txt");
        let mrz = fs::read_to_string(&zone).map_err(|error| Failure::File(zone.clone(), error))?;
        let check = self.command(&["check", "--policy", case.policy, "--reader"]);
        let reader = format!("sim:{}", shown(document.as_os_str()));
        let check = check.argument_typed_as(format!("sim:{}", document.display()), &reader);
        let cat = format!("\"$(cat {})\"", shown(zone.as_os_str()));
        let check = check.argument("--mrz").argument_typed_as(mrz.trim_end(), &cat);
        let check = check.argument("--selfie").argument(portrait(case.selfie));
        let check = check.argument("--officer-key").argument(self.path("officer.pem"));
        let check = check.argument("--officers").argument(self.path("officer.pem.jwks.json"));
        let check = check.arguments(&["--audience", AUDIENCE, "--nonce", &self.nonce]);
        let check = check.argument("--signing-key").argument(self.path("signing.pem"));
        let check = check.argument("--trust").argument(self.path("trust"));
        case.judge(check.argument("--out").argument(self.path(case.name)))
    }

    fn verify_result(&self, name: &str) -> Result<bool, Failure> {
        println!("   As the eID issuer verifies it:");
        let verify = self.command(&["result", "verify"]).argument(self.path(name).join("result.jws"));
        let verify = verify.argument("--keys").argument(self.path(name).join("jwks.json"));
        case::is_valid(verify.arguments(&["--audience", AUDIENCE, "--nonce", &self.nonce]))
    }

    fn verify_evidence(&self, name: &str) -> Result<bool, Failure> {
        println!("   As an auditor computes it again:");
        let verify = self.command(&["evidence", "verify"]).argument(self.path(name).join("evidence.idk"));
        let verify = verify.argument("--result").argument(self.path(name).join("result.jws"));
        case::is_valid(verify.argument("--keys").argument(self.path(name).join("jwks.json")))
    }
}

fn portrait(name: &str) -> PathBuf {
    Path::new(&workspace::cache()).join("portraits").join(name)
}
