//! The arguments of the examples: options with a value each, then words.

#![allow(dead_code, reason = "each example uses the part that it needs")]

use std::collections::BTreeMap;
use std::error::Error;
use std::process::ExitCode;

use cloudfoundry_v3::Client;
use cloudfoundry_v3::connect::Environment;
use cloudfoundry_v3::models::{Organization, OrganizationCreate, Space, SpaceCreate, SpaceCreateRelationships};

/// What went wrong, for people to read.
pub type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// Ends the program as `run` has ended; an error is told in words.
pub fn end(run: Result<()>) -> ExitCode {
    match run {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

/// What was given on the command line.
pub struct Arguments {
    options: BTreeMap<String, String>,
    pub words: Vec<String>,
}

impl Arguments {
    /// Reads the command line; `known` are the options that there are.
    pub fn read(usage: &str, known: &[&str]) -> Result<Self> {
        let (mut options, mut words) = (BTreeMap::new(), Vec::new());
        let mut given = std::env::args().skip(1);
        while let Some(word) = given.next() {
            match word.strip_prefix("--") {
                None => words.push(word),
                Some(name) if known.contains(&name) => {
                    let value = given.next().ok_or_else(|| format!("--{name} takes a value\nusage: {usage}"))?;
                    options.insert(name.to_owned(), value);
                }
                Some(name) => return Err(format!("there is no --{name}\nusage: {usage}").into()),
            }
        }
        Ok(Self { options, words })
    }

    pub fn option(&self, name: &str) -> Option<&str> {
        self.options.get(name).map(String::as_str)
    }

    pub fn number(&self, name: &str, default: u64) -> Result<u64> {
        let number = self.option(name).map(str::parse).transpose();
        Ok(number.map_err(|_| format!("--{name} takes a number"))?.unwrap_or(default))
    }

    /// The names of organization and space: as given, else those that the environment names.
    pub fn place<'a>(&'a self, environment: &'a Environment) -> Result<(&'a str, &'a str)> {
        let organization = self.option("org").or(environment.organization()).ok_or("--org or CF_ORG names none")?;
        let space = self.option("space").or(environment.space()).ok_or("--space or CF_SPACE names none")?;
        Ok((organization, space))
    }
}

/// The organization of a name, if the user sees one.
pub async fn organization(client: &Client, name: &str) -> Result<Option<Organization>> {
    Ok(client.organizations().list().names([name]).items().next().await.transpose()?)
}

/// The space of a name in an organization, if the user sees one.
pub async fn space(client: &Client, organization: &str, name: &str) -> Result<Option<Space>> {
    let spaces = client.spaces().list().names([name]).organization_guids([organization]);
    Ok(spaces.items().next().await.transpose()?)
}

/// The same, made if there is none.
pub async fn find_or_make_space(client: &Client, organization_name: &str, name: &str) -> Result<(Organization, Space)> {
    let organization = match organization(client, organization_name).await? {
        Some(organization) => organization,
        None => {
            println!("making organization {organization_name}");
            let organization = OrganizationCreate::new(organization_name);
            client.organizations().create(&organization).send().await?.into_inner()
        }
    };
    let space = match space(client, &organization.guid, name).await? {
        Some(space) => space,
        None => {
            println!("making space {name}");
            let space = SpaceCreate::new(name, SpaceCreateRelationships { organization: (&organization.guid).into() });
            client.spaces().create(&space).send().await?.into_inner()
        }
    };
    Ok((organization, space))
}
