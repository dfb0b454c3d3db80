// Instants in the reader's own time zone. The element is empty for the server, so nothing it renders is overwritten.
customElements.define("local-time", class extends HTMLElement {
  static observedAttributes = ["datetime"];

  attributeChangedCallback() {
    const at = new Date(this.getAttribute("datetime"));
    const isToday = at.toDateString() === new Date().toDateString();
    this.textContent = at.toLocaleString(undefined, isToday ? { timeStyle: "medium" } : { dateStyle: "medium", timeStyle: "short" });
  }
});
