// Asked by the server, which counts days in it (ReaderZone.cs).
globalThis.readerTimeZone = () => Intl.DateTimeFormat().resolvedOptions().timeZone;

// Instants in the reader's own time zone. The element is empty for the server, so nothing it renders is overwritten.
const timeForms = {
  Clock: { timeStyle: "short" },
  ClockWithSeconds: { timeStyle: "medium" },
  DayAndClock: { weekday: "short", hour: "2-digit", minute: "2-digit" },
  Day: { day: "numeric", month: "short" },
};

customElements.define("local-time", class extends HTMLElement {
  static observedAttributes = ["datetime", "data-form"];

  attributeChangedCallback() {
    const at = new Date(this.getAttribute("datetime"));
    const isToday = at.toDateString() === new Date().toDateString();
    const form = timeForms[this.dataset.form] ?? (isToday ? { timeStyle: "medium" } : { dateStyle: "medium", timeStyle: "short" });
    this.textContent = at.toLocaleString(undefined, form);
  }
});

// Reads the values of a chart at the pointer, or at the points one after the other by the arrow keys, and writes them below it.
customElements.define("time-chart", class extends HTMLElement {
  static observedAttributes = ["data-chart"];

  #chart = { from: 0, to: 1, series: [] };
  #at = null;

  constructor() {
    super();
    this.addEventListener("pointermove", e => this.#readAtPointer(e));
    this.addEventListener("pointerdown", e => this.#readAtPointer(e));
    this.addEventListener("pointerleave", () => this.#read(null));
    this.addEventListener("blur", () => this.#read(null));
    this.addEventListener("keydown", e => this.#readByKey(e));
  }

  attributeChangedCallback() {
    this.#chart = JSON.parse(this.dataset.chart);
    this.#read(this.#at);
  }

  get #instants() {
    return [...new Set(this.#chart.series.flatMap(series => series.points.map(point => point[0])))].sort((a, b) => a - b);
  }

  #readAtPointer(e) {
    const plot = this.querySelector(".plot").getBoundingClientRect();
    const pointed = this.#chart.from + (e.clientX - plot.left) / plot.width * (this.#chart.to - this.#chart.from);
    this.#read(this.#instants.reduce((nearest, at) => Math.abs(at - pointed) < Math.abs(nearest - pointed) ? at : nearest, Infinity));
  }

  #readByKey(e) {
    const instants = this.#instants;
    const here = this.#at === null ? -1 : instants.findIndex(at => at >= this.#at);
    const next = { ArrowRight: here + 1, ArrowLeft: here < 0 ? instants.length - 1 : here - 1, Home: 0, End: instants.length - 1 }[e.key];
    if (e.key === "Escape") {
      this.#read(null);
    } else if (next !== undefined) {
      e.preventDefault();
      this.#read(instants[Math.max(0, Math.min(next, instants.length - 1))]);
    }
  }

  #read(at) {
    this.#at = Number.isFinite(at) ? at : null;
    this.toggleAttribute("reading", this.#at !== null);
    const reading = this.querySelector(".reading");
    if (reading === null || this.#at === null) {
      if (reading !== null) {
        reading.textContent = "";
      }

      return;
    }

    const share = (this.#at - this.#chart.from) / (this.#chart.to - this.#chart.from) * 100;
    const cursor = this.querySelector(".cursor");
    cursor.setAttribute("x1", `${share}%`);
    cursor.setAttribute("x2", `${share}%`);
    const values = this.#chart.series.map(series => [series, this.#valueOf(series)]).filter(([, value]) => value !== null)
      .map(([series, value]) => `${series.name} ${value.toLocaleString("en", { maximumFractionDigits: 2 })} ${series.unit}`);
    reading.textContent = [new Date(this.#at).toLocaleString(undefined, { dateStyle: "medium", timeStyle: "medium" }), ...values].join(" · ");
  }

  // Of a step the value that holds; of a line the nearest one, if it is near at all.
  #valueOf(series) {
    if (series.step) {
      return series.points.findLast(point => point[0] <= this.#at)?.[1] ?? null;
    }

    const nearest = series.points.reduce((best, point) => Math.abs(point[0] - this.#at) < Math.abs(best[0] - this.#at) ? point : best, [Infinity, null]);
    return Math.abs(nearest[0] - this.#at) <= (this.#chart.to - this.#chart.from) / 20 ? nearest[1] : null;
  }
});

// A button that copies the text of another element, named by the attribute "for". It makes its own content, so the server renders none.
customElements.define("copy-button", class extends HTMLElement {
  connectedCallback() {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "plain";
    button.textContent = "Copy";
    const said = document.createElement("span");
    said.setAttribute("role", "status");
    button.addEventListener("click", () => this.copy(document.getElementById(this.getAttribute("for")), said));
    this.replaceChildren(button, said);
  }

  async copy(source, said) {
    getSelection().selectAllChildren(source);
    try {
      await navigator.clipboard.writeText(source.textContent);
      said.textContent = " Copied.";
    } catch {
      // Over plain http browsers offer no clipboard to pages; the text is selected at least.
      said.textContent = " Selected; copy it with the keyboard.";
    }
  }
});

// A field for an instant in the reader's own time zone, which is named beside it; its value is in UTC. What is in it is the browser's business alone, as above.
customElements.define("local-instant", class extends HTMLElement {
  static observedAttributes = ["value", "described-by"];

  connectedCallback() {
    if (!this.input) {
      this.input = document.createElement("input");
      this.input.type = "datetime-local";
      this.input.step = 1;
      // At the ends of time there is no instant for each clock.
      this.input.min = "1900-01-01T00:00";
      this.input.max = "9000-12-31T23:59";
      this.input.addEventListener("change", event => {
        event.stopPropagation();
        this.value = this.input.value && this.input.validity.valid ? new Date(this.input.value).toISOString() : "";
        this.dispatchEvent(new Event("change", { bubbles: true }));
      });
      const zone = document.createElement("span");
      zone.className = "note";
      zone.textContent = globalThis.readerTimeZone();
      this.append(this.input, zone);
      if (this.hasAttribute("input-id")) {
        this.input.id = this.getAttribute("input-id");
      }
    }

    this.attributeChangedCallback();
  }

  attributeChangedCallback() {
    if (!this.input) { return; }
    const text = this.getAttribute("value") ?? "";
    const at = new Date(text);
    this.value = text;
    this.input.title = isNaN(at) ? "" : at.toISOString().replace("T", " ").replace(/\..*/, " UTC");
    this.input.value = isNaN(at) ? "" : new Date(at - at.getTimezoneOffset() * 60000).toISOString().slice(0, 19);
    if (this.hasAttribute("described-by")) { this.input.setAttribute("aria-describedby", this.getAttribute("described-by")); }
  }
});

// Handles on a drawing that can be dragged. The server draws; the browser moves a handle until it is dropped, puts it back, and tells where that was.
customElements.define("drag-handles", class extends HTMLElement {
  connectedCallback() { this.onpointerdown = event => this.take(event); }

  take(event) {
    const handle = event.target.closest("[data-handle]");
    if (!handle) { return; }
    event.preventDefault();
    const svg = handle.ownerSVGElement, before = { x: handle.getAttribute("cx"), y: handle.getAttribute("cy") };
    let at = null;
    const move = moved => {
      const point = new DOMPoint(moved.clientX, moved.clientY).matrixTransform(svg.getScreenCTM().inverse());
      at = { x: handle.dataset.fixed === "x" ? Number(before.x) : point.x, y: point.y };
      handle.setAttribute("cx", at.x);
      handle.setAttribute("cy", at.y);
    };
    const drop = () => {
      ["pointermove", "pointerup", "pointercancel"].forEach(name => handle.removeEventListener(name, name === "pointermove" ? move : drop));
      handle.classList.remove("held");
      handle.setAttribute("cx", before.x);
      handle.setAttribute("cy", before.y);
      if (at) {
        this.value = `${handle.dataset.handle} ${at.x} ${at.y}`;
        this.dispatchEvent(new Event("change", { bubbles: true }));
      }
    };
    handle.setPointerCapture(event.pointerId);
    handle.classList.add("held");
    handle.addEventListener("pointermove", move);
    handle.addEventListener("pointerup", drop);
    handle.addEventListener("pointercancel", drop);
  }
});

// On a phone a row of a list is a card, not a line to be scrolled sideways (dashboard.css): each cell is told the name of its column.
const phone = matchMedia("(max-width: 40rem)");

function nameCells() {
  if (!phone.matches) { return; }
  for (const table of document.querySelectorAll(".scroll > table")) {
    const names = [...table.tHead?.rows[0]?.cells ?? []].map(cell => cell.textContent.replace(/[▲▼]/, "").trim());
    for (const cell of [...table.tBodies].flatMap(body => [...body.rows]).flatMap(row => [...row.cells])) {
      cell.dataset.name = cell.colSpan > 1 ? "" : names[cell.cellIndex] ?? "";
      cell.toggleAttribute("data-empty", cell.childElementCount === 0 && cell.textContent.trim() === "");
    }
  }
}

let nextNaming = 0;
new MutationObserver(() => {
  cancelAnimationFrame(nextNaming);
  nextNaming = requestAnimationFrame(nameCells);
}).observe(document.documentElement, { childList: true, characterData: true, subtree: true });
phone.addEventListener("change", nameCells);
