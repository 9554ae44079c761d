//! Debian packages: asked for by what each is needed for, so that nothing is installed that is there otherwise.

use crate::failure::Failure;
use crate::program::Program;
use crate::python;
use std::path::Path;

/// Something the build or the fetching calls, and the Debian package that has it.
pub struct Need {
    what: &'static str,
    is_there: fn() -> bool,
    package: &'static str,
}

/// What the build needs. A C compiler is not on it: without one, this program would not have been linked.
pub const BUILD: [Need; 6] = [
    Need { what: "pkg-config", is_there: || answers("pkg-config", "--version"), package: "pkg-config" },
    Need { what: "OpenSSL 3 for development", is_there: openssl, package: "libssl-dev" },
    Need { what: "PC/SC for development", is_there: pcsc, package: "libpcsclite-dev" },
    Need { what: "pip", is_there: python::has_pip, package: "python3-pip" },
    Need { what: "npm", is_there: || answers("npm", "--version"), package: "npm" },
    Need { what: "Wayland for development", is_there: wayland, package: "libwayland-dev" },
];

/// What tools written in Python need.
pub const TOOLS: [Need; 1] = [Need {
    what: "virtual environments of Python",
    is_there: python::has_environments,
    package: "python3-venv",
}];

/// Where Debian puts the service of PC/SC and the driver of virtual readers.
const SERVICE: &str = "/usr/sbin/pcscd";
const DRIVER: &str = "/usr/lib/pcsc/drivers/serial/libifdvpcd.so";

/// What the tests of readers need.
pub const READERS: [Need; 3] = [
    Need { what: "libnfc", is_there: || is_loaded("libnfc.so.6"), package: "libnfc6" },
    Need { what: "the PC/SC service", is_there: || Path::new(SERVICE).exists(), package: "pcscd" },
    Need {
        what: "virtual PC/SC readers",
        is_there: || Path::new(DRIVER).exists(),
        package: "vsmartcard-vpcd",
    },
];

/// Where Debian puts the face of machine readable zones.
const OCR_B: &str = "/usr/share/fonts/opentype/ocr-b/OCRB.otf";

/// What the tests that draw documents need.
pub const FACES: [Need; 1] =
    [Need { what: "OCR-B", is_there: || Path::new(OCR_B).exists(), package: "fonts-ocr-b" }];

/// Where Debian puts Mesa's software renderer.
const SOFTWARE: &str = "/usr/lib/x86_64-linux-gnu/dri/swrast_dri.so";

/// What showing the kiosk's window needs, on a machine without a display.
pub const WINDOW: [Need; 7] = [
    Need { what: "Xvfb", is_there: || is_found("Xvfb"), package: "xvfb" },
    Need { what: "xauth", is_there: || is_found("xauth"), package: "xauth" },
    Need { what: "OpenGL", is_there: || is_loaded("libGL.so.1"), package: "libgl1" },
    Need { what: "EGL", is_there: || is_loaded("libEGL.so.1"), package: "libegl1" },
    Need {
        what: "OpenGL in software",
        is_there: || Path::new(SOFTWARE).exists(),
        package: "libgl1-mesa-dri",
    },
    Need { what: "Xcursor", is_there: || is_loaded("libXcursor.so.1"), package: "libxcursor1" },
    Need {
        what: "keyboards of X11",
        is_there: || is_loaded("libxkbcommon-x11.so.0"),
        package: "libxkbcommon-x11-0",
    },
];

/// What showing the phone's page needs.
pub const BROWSER: [Need; 3] = [
    Need { what: "Node.js", is_there: || answers("node", "--version"), package: "nodejs" },
    Need { what: "Chromium", is_there: || answers("chromium", "--version"), package: "chromium" },
    Need { what: "curl", is_there: || answers("curl", "--version"), package: "curl" },
];

fn answers(program: &str, argument: &str) -> bool {
    Program::new(program).argument(argument).answers()
}

fn is_found(program: &str) -> bool {
    answers("which", program)
}

/// Whether the loader of programs knows a library.
fn is_loaded(library: &str) -> bool {
    let known = Program::new("/sbin/ldconfig").argument("--print-cache").output();
    known.is_ok_and(|known| String::from_utf8_lossy(&known.stdout).contains(library))
}

fn wayland() -> bool {
    Program::new("pkg-config").arguments(&["--exists", "wayland-client"]).answers()
}

fn pcsc() -> bool {
    Program::new("pkg-config").arguments(&["--exists", "libpcsclite"]).answers()
}

fn openssl() -> bool {
    Program::new("pkg-config").arguments(&["--atleast-version=3.0", "libssl"]).answers()
}

/// Installs what is missing, as root or through sudo without a password; otherwise says which line does.
pub fn install(needs: &[Need]) -> Result<(), Failure> {
    let missing: Vec<&Need> = needs.iter().filter(|need| !(need.is_there)()).collect();
    if missing.is_empty() {
        return Ok(());
    }
    let what: Vec<&str> = missing.iter().map(|need| need.what).collect();
    let packages: Vec<&str> = missing.iter().map(|need| need.package).collect();
    println!("Missing: {}.", what.join(", "));
    let install = ["install", "--yes", "--no-install-recommends"];
    let refused = || Failure::Packages {
        missing: what.clone(),
        line: format!("sudo apt-get update && sudo apt-get {} {}", install.join(" "), packages.join(" ")),
    };
    let apt_get = privileged().ok_or_else(refused)?;
    apt_get().argument("update").run()?;
    apt_get().arguments(&install).arguments(&packages).run()?;
    if missing.iter().all(|need| (need.is_there)()) { Ok(()) } else { Err(refused()) }
}

/// How apt-get may be called here, if it may.
fn privileged() -> Option<fn() -> Program> {
    let apt_get = || Program::new("apt-get").environment("DEBIAN_FRONTEND", "noninteractive");
    let with_sudo =
        || Program::new("sudo").arguments(&["-n", "env", "DEBIAN_FRONTEND=noninteractive", "apt-get"]);
    let root = Program::new("id").argument("-u").output().is_ok_and(|output| output.stdout == b"0\n");
    match (answers("apt-get", "--version"), root) {
        (true, true) => Some(apt_get),
        (true, false) if Program::new("sudo").arguments(&["-n", "true"]).answers() => Some(with_sudo),
        _ => None,
    }
}
