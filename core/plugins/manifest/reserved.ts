// Names that no plugin and no kind of one may have: they belong to areas of the core, to its kinds, or to its addresses.

/** A test holds this against the areas, their kinds, and the addresses they answer. */
const names = `
  access account admin alerts api app assets audit auth backup backups board bulk changes classifier classifiers cli closure commands companies company
  configuration consent consents constructor contact contacts core custom data database datasets db deal deal-contacts deals definition-changes demo
  duplicates employment employments events exchange-rates export exports favicon field field-access field-life fields files
  hasownproperty health help history i18n identity-providers import imports jobs kernel kind kinds language layouts leaving login logout loss-reasons mail me menu
  merge meta metrics modules new node note notes notifications oauth objects office openapi operation operations option-changes
  outputs ownership parties party password people person pipeline pipelines plugin plugins problems profile prototype public rates record records
  related role roles rules schemas sdk search security session sessions settings setup shares sign-on stage stages static system team teams tiles
  today tokens tostring trash trellis type-changes undo updates user users valueof view views web webhooks welcome why words
`;

const reserved = new Set(names.trim().split(/\s+/));

/** True for a name, or for another spelling of one: `loss_reasons`. */
export const isReserved = (name: string): boolean => reserved.has(name) || reserved.has(name.replaceAll("_", "-"));
