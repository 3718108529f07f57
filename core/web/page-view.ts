export interface Crumb {
  readonly label: string;
  readonly path: string;
}

/** What a whole page says about itself; its template sees it too, together with everything else of the view. */
export interface PageView {
  /** What the page is about: first half of its title. */
  readonly title: string;
  /** Where it stands, such as "Deals". */
  readonly where?: string;
  /** The way here, without the page itself. */
  readonly breadcrumb?: readonly Crumb[];
  /** "plain" for pages without a menu (sign-in, set-up). */
  readonly layout?: "app" | "plain";
  /** Path of the help for this page; found by its address when absent. */
  readonly help?: string;
}

/** A sentence for the person after a change, with a way back if there is one. */
export interface Message {
  readonly text: string;
  /** Own path that is posted to by the Undo button. */
  readonly undo?: string;
  readonly tone?: "good" | "bad";
}
