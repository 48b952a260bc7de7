//! Resources that tell how far they are can be awaited: `client.builds().get(guid).watch()`.

use avouch_runtime::job;

use crate::models::{Build, Deployment, Droplet, Package, Task};

job! { Build { state: "/state"; done: "STAGED"; failed: "FAILED"; } }
job! { Deployment { state: "/status/reason"; done: "DEPLOYED"; failed: "CANCELED", "SUPERSEDED", "DEGENERATE"; } }
job! { Droplet { state: "/state"; done: "STAGED"; failed: "FAILED", "EXPIRED"; } }
job! { Package { state: "/state"; done: "READY"; failed: "FAILED", "EXPIRED"; } }
job! { Task { state: "/state"; done: "SUCCEEDED"; failed: "FAILED"; } }
