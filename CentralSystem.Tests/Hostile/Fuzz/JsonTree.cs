using System.Text;
using System.Text.Json;

namespace CentralSystem.Tests.Hostile.Fuzz;

/// <summary>JSON that may be wrong: members in their order and as often as they come, values as they are written.</summary>
internal abstract class JsonTree
{
    public static JsonTree Parse(string json)
    {
        using var document = JsonDocument.Parse(json);
        return Of(document.RootElement);
    }

    /// <summary>Every value below this one.</summary>
    public IEnumerable<Place> Places() => this is not Branch branch
        ? []
        : branch.Items.SelectMany((item, index) => item.Value.Places().Prepend(new Place(branch, index)));

    public override string ToString()
    {
        var text = new StringBuilder();
        Write(text);
        return text.ToString();
    }

    protected abstract void Write(StringBuilder text);

    private static JsonTree Of(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => new Branch(isObject: true, element.EnumerateObject().Select(member => (member.Name, Of(member.Value)))),
        JsonValueKind.Array => new Branch(isObject: false, element.EnumerateArray().Select(item => ("", Of(item)))),
        _ => new Leaf(element.GetRawText()),
    };

    /// <summary>Where a value stands.</summary>
    internal readonly record struct Place(Branch Parent, int Index)
    {
        public void Drop() => Parent.Items.RemoveAt(Index);

        public void Double() => Parent.Items.Insert(Index, Parent.Items[Index]);

        public void Replace(string literal) => Parent.Items[Index] = (Parent.Items[Index].Name, new Leaf(literal));

        public void Rename(string name) => Parent.Items[Index] = (name, Parent.Items[Index].Value);

        public void Precede(string name, string literal) => Parent.Items.Insert(Index, (name, new Leaf(literal)));

        public void Wrap() => Parent.Items[Index] = (Parent.Items[Index].Name, new Branch(isObject: false, [("", Parent.Items[Index].Value)]));

        public void MoveToEnd()
        {
            var item = Parent.Items[Index];
            Parent.Items.RemoveAt(Index);
            Parent.Items.Add(item);
        }
    }

    internal sealed class Branch(bool isObject, IEnumerable<(string Name, JsonTree Value)> items) : JsonTree
    {
        public List<(string Name, JsonTree Value)> Items { get; } = [.. items];

        protected override void Write(StringBuilder text)
        {
            text.Append(isObject ? '{' : '[');
            for (var i = 0; i < Items.Count; i++)
            {
                text.Append(i == 0 ? "" : ",");
                if (isObject)
                {
                    text.Append('"').Append(Items[i].Name).Append("\":");
                }

                Items[i].Value.Write(text);
            }

            text.Append(isObject ? '}' : ']');
        }
    }

    private sealed class Leaf(string literal) : JsonTree
    {
        protected override void Write(StringBuilder text) => text.Append(literal);
    }
}
