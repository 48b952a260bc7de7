//! Files, places, stable codes and the rendering of diagnostics for the avouch OpenAPI toolchain
