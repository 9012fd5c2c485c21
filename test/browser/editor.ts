import type { Browser, Locator, Page } from 'playwright-core';
import { owner } from '../host/settings';
import { launchChromium, PATIENCE_MS } from './chromium';

const byTestId = (id: string): string => `[data-test-id=${id}]`;

/** n8n's editor in a Chromium, with the owner signed in. */
export class Editor {
  /** Whether the canvas shows a new workflow, which may be emptied; a stored one may not. */
  private begun = false;

  private constructor(
    private readonly browser: Browser,
    readonly page: Page,
    private readonly baseUrl: string,
  ) {}

  static async open(baseUrl: string, size = { width: 1440, height: 810 }): Promise<Editor> {
    const browser = await launchChromium();
    try {
      const page = await browser.newPage({ viewport: size });
      page.setDefaultTimeout(PATIENCE_MS);
      // Leaving a draft that is not saved yet asks first.
      page.on('dialog', (dialog) => void dialog.accept());
      await page.goto(`${baseUrl}/signin`);
      await page.getByLabel('Email').fill(owner.email);
      await page.locator('input[type=password]').fill(owner.password);
      await page.getByRole('button', { name: 'Sign in' }).click();
      await page.waitForURL((url) => !url.pathname.includes('signin'));
      return new Editor(browser, page, baseUrl);
    } catch (error) {
      await browser.close();
      throw error;
    }
  }

  async close(): Promise<void> {
    await this.browser.close();
  }

  /** Opens any page of the editor, by its path. */
  async visit(path: string): Promise<void> {
    this.begun = false;
    await this.page.goto(`${this.baseUrl}${path}`);
  }

  /** Opens a stored workflow and waits until a node of this name is on the canvas. */
  async openWorkflow(id: string, name: string): Promise<void> {
    await this.visit(`/workflow/${id}`);
    await this.node(name).waitFor();
  }

  /** A node on the canvas. */
  node(name: string): Locator {
    return this.page.locator(`${byTestId('canvas-node')}[data-node-name=${JSON.stringify(name)}]`);
  }

  /** The labels of a node's outputs on the canvas, from top to bottom. */
  async outputNames(name: string): Promise<string[]> {
    const texts = await this.node(name).locator(byTestId('canvas-node-output-handle')).allInnerTexts();
    return texts.map((text) => text.trim());
  }

  /** Opens the panel of a node on the canvas. */
  async openPanel(name: string): Promise<void> {
    await this.node(name).dblclick({ position: { x: 48, y: 48 } });
    await this.panel.waitFor();
  }

  /** Opens the list of nodes that may start a workflow: a new one, or the new one that is open, emptied, which is much faster. */
  async openCreator(): Promise<void> {
    if (this.begun) await this.emptyCanvas();
    else await this.visit('/workflow/new');
    this.begun = true;
    await this.page.locator(byTestId('canvas-plus-button')).click();
    await this.searchBar.waitFor();
  }

  /** Types a word into the open list of nodes; nothing of an earlier search is left then. */
  async search(word: string): Promise<void> {
    await this.searchBar.fill('no such node');
    await this.entries.first().waitFor({ state: 'hidden' });
    await this.searchBar.fill(word);
    await this.entries.first().waitFor();
  }

  /** An entry of the open list of nodes. */
  entry(name: string): Locator {
    return this.entries.getByText(name, { exact: true });
  }

  /** Puts a new node into an empty workflow, as people do, and leaves its panel open. */
  async addNode(name: string, action = 'Add to workflow'): Promise<void> {
    await this.openCreator();
    await this.search(name);
    await this.entry(name).click();
    await this.page.getByText(action, { exact: true }).click();
    await this.panel.waitFor();
  }

  /** The parameters in the panel that is open. */
  get panel(): Locator {
    return this.page.locator(byTestId('node-parameters'));
  }

  /** The labels of the fields in the open panel, from top to bottom. */
  async labels(): Promise<string[]> {
    const texts = await this.panel.locator(`${byTestId('input-label')}:visible`).allInnerTexts();
    return texts.map((text) => (text.split('\n')[0] ?? '').trim());
  }

  /** Chooses an option of a list in the open panel. */
  async choose(field: string, option: string): Promise<void> {
    await this.field(field).locator('input').first().click();
    await this.page
      .locator(`${byTestId('parameter-input-item')}:visible`)
      .getByText(option, { exact: true })
      .click();
  }

  /** The field with this label in the open panel; of several the first. */
  field(label: string): Locator {
    return this.panel
      .locator(byTestId('parameter-item'))
      .filter({ has: this.page.locator('label').getByText(label, { exact: true }) })
      .first();
  }

  /** What "Add option" offers in the open panel. */
  async options(): Promise<string[]> {
    await this.panel.getByPlaceholder('Add option').click();
    const offered = this.page.locator(`${byTestId('collection-parameter-option')}:visible`);
    await offered.first().waitFor();
    const texts = await offered.allInnerTexts();
    await this.page.keyboard.press('Escape');
    await offered.first().waitFor({ state: 'hidden' });
    return texts;
  }

  /** The production URL in the open panel of a trigger. */
  async productionUrl(): Promise<string> {
    await this.panel.getByText('Webhook URLs').click();
    await this.panel.getByText('Production URL', { exact: true }).click();
    return (await this.panel.getByText(/^https?:/).innerText()).trim();
  }

  private async emptyCanvas(): Promise<void> {
    if (await this.panel.isVisible()) await this.page.locator(byTestId('ndv-close-button')).click();
    if (await this.searchBar.isVisible()) await this.page.keyboard.press('Escape');
    await this.panel.waitFor({ state: 'hidden' });
    await this.page.keyboard.press('ControlOrMeta+a');
    await this.page.keyboard.press('Delete');
    await this.page.locator(byTestId('canvas-node')).first().waitFor({ state: 'hidden' });
  }

  private get searchBar(): Locator {
    return this.page.locator(byTestId('node-creator-search-bar'));
  }

  private get entries(): Locator {
    return this.page.locator(byTestId('node-creator-item-name'));
  }
}
