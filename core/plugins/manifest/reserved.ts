// Names that no plugin and no kind of one may have: they belong to areas of the core, to its kinds, or to its addresses.

/** A test holds this against the areas, their kinds, and the addresses they answer. */
const names = `
  access account activation admin api app archive assets audit auth backup board bulk changes check classifier classifiers cli closure
  companies company configuration consent consents contact contacts core custom customers data database db deactivation deal deals
  demo employment employments erasure events exchange-rates export exports favicon field field-access field-life fields files
  health help history i18n import imports index jobs kernel kind kinds language layouts life link login logout loss-reasons me menu
  merge meta metrics modules new node note notes notifications oauth objects office openapi operation operations option-changes
  parties party password people person pipeline pipelines plugin plugins problems profile public rates reasons record
  records related reopening restoration role roles rules schemas sdk search security session sessions settings setup stage stages
  static system team teams tiles today tokens trash trellis type-changes undo updates user users view views web webhooks welcome
  words constructor prototype hasownproperty tostring valueof
`;

const reserved = new Set(names.trim().split(/\s+/));

/** Kinds of the core with a capital in their names, in the plain letters of an id: `lossReason`. */
export const isReserved = (name: string): boolean => reserved.has(name) || reserved.has(name.replaceAll(/_/g, "-"));
