/** Routes that carry no values of records of the kinds that a company shapes, or nothing but what another route has shown. */
export const aside = new RegExp(
  [
    // Who signs in, and what the product is set up as; fields are closed to nobody who may set it up.
    "^\\w+ /(help|schemas|login|logout|language|me|password|problems|settings|setup|view-as|welcome)\\b",
    "^\\w+ /api/v1/(audit|alerts|backups|field-access|definition-changes|roles|words|layouts|exchange-rates|kinds|files|plugins|plugin-nodes)\\b",
    // How often somebody used a module, for themselves: no values of records.
    "^GET /api/v1/me/usage$",
    // Where other systems are told; what they are told is as much as the webhook's owner sees, which its own tests ask for.
    "^\\w+ /api/v1/webhooks\\b",
    // By which servers people sign in, for whoever may say so.
    "^\\w+ /api/v1/identity-providers\\b",
    "^(POST|PATCH|DELETE) /api/v1/(fields|rules)\\b",
    "^GET /api/v1/(fields|rules)/:id",
    // What is asked for and agreed to, by the list's own address; the file is that of the list, with rights asked again.
    "^\\w+ (/api/v1)?/exports\\b",
    // That a page was printed, or a list copied.
    "^POST /outputs$",
    // Names and days alone, whole files, notes: not fields of a kind with modes.
    "^\\w+ /(files|notes|today|views)\\b",
    "^\\w+ /:plural/:id/notes$",
    // A question with the record's name; what an action does is its owner's, with rights of its own.
    "^\\w+ (/commands/:command|/:plural/:id/actions/:action)$",
    "^\\w+ /contacts/:id/(consents|employments)\\b",
    "^\\w+ /deals/:id/(deciders|menu)\\b",
    "^POST /deals/board/pipelines$",
    "^GET /changes/definitions$",
    // Sums of amounts and days, which the differential test asks for.
    "^GET (/api/v1)?/deals/(figures|forecast|funnel|losses)$",
    "^GET /api/v1/deals/:id/stages$",
    // To the trash and out of it; the address of a merged record.
    "^DELETE /api/v1/(:plural|objects/:plural)/:id$",
    "^POST /:plural/:id/(removal|restoration)$",
    "^POST /api/v1/(:plural|objects/:plural)/:id/restoration$",
    "^GET (/api/v1)?/(contacts|companies)/:id$",
    // To whom a record is given: its name, and those of people.
    "^\\w+ (/api/v1(/objects)?)?/:plural/:id/shares(/:share(/end)?)?$",
    // Who may do what with a record, and why: names of fields that the asker sees, no values.
    "^GET (/api/v1(/objects)?)?/:plural/:id/access$",
    // Saying that two records are two.
    "^\\w+ (/api/v1)?/(contacts|companies)/:id/distinctions/:other(/removal)?$",
    // A card's own verbs: they write what a deal's way consists of, and answer with the board, which is shown below.
    "^POST (/api/v1)?/deals/:id/(stage|closure|reopening|next-step)$",
    "^POST /:plural/:id/moves$",
    // Another's view, and one's own; taking back what one did oneself.
    "^POST /(:plural/views|changes/last/undo|operations/:id/undo)$",
    // Looking behind a mask, which has a test of its own.
    "^POST (/:plural/:id/reveals/:field|/api/v1/(:plural|objects/:plural)/:id/reveal)$",
    // Steps of an import beside those walked below: they give back what was in the person's own file.
    "^\\w+ /imports\\b",
    "^(POST|DELETE) /api/v1/imports(/:id)?(/undo|/run)?$",
    "^GET /api/v1/imports(/:id/errors.csv)?$",
  ].join("|"),
);
