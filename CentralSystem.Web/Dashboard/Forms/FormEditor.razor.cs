using System.Text.Json;
using System.Text.Json.Nodes;
using CentralSystem.Web.Dashboard.Shell;
using Microsoft.AspNetCore.Components;

namespace CentralSystem.Web.Dashboard.Forms;

/// <summary>Lets somebody fill in a body, and hands it out once it keeps the rules of its fields.</summary>
public sealed partial class FormEditor
{
    private readonly string _jsonId = $"json-{Guid.NewGuid():n}";
    private FormValue? _shown;

    /// <summary>The body; what is entered is kept in it.</summary>
    [Parameter, EditorRequired]
    public FormValue Value { get; set; } = null!;

    /// <summary>A body that is accepted; null offers none.</summary>
    [Parameter]
    public JsonObject? Example { get; set; }

    [Parameter]
    public string JsonLabel { get; set; } = "Payload as JSON";

    /// <summary>Values that are known to make sense, by the name of the member.</summary>
    [Parameter]
    public IReadOnlyDictionary<string, IReadOnlyList<Suggestion>>? Suggestions { get; set; }

    /// <summary>Told of every change, and when it is shown as JSON or as a form.</summary>
    [Parameter]
    public EventCallback OnChanged { get; set; }

    /// <summary>The buttons that do something with it.</summary>
    [Parameter]
    public RenderFragment? ChildContent { get; set; }

    /// <summary>Whether it is written as JSON, which the value follows only when the form is shown again.</summary>
    public bool IsJson { get; private set; }

    private string Json { get; set; } = "";

    private string? Trouble { get; set; }

    /// <summary>The body, or null where it breaks a rule, which is then shown.</summary>
    public JsonObject? Read()
    {
        Trouble = null;
        if (IsJson)
        {
            return ReadJson();
        }

        if (!Value.Check())
        {
            Trouble = "Nothing was sent: see the fields that are marked.";
            return null;
        }

        return (JsonObject)Value.ToJson()!;
    }

    protected override void OnParametersSet()
    {
        if (Value != _shown)
        {
            (_shown, Trouble) = (Value, null);
            Json = JsonOf(Value);
        }
    }

    private static string JsonOf(FormValue value) => value.ToJson()!.ToJsonString(JsonText.Indented);

    private JsonObject? ReadJson()
    {
        try
        {
            if (JsonNode.Parse(string.IsNullOrWhiteSpace(Json) ? "{}" : Json, documentOptions: new JsonDocumentOptions { AllowDuplicateProperties = false }) is JsonObject body)
            {
                return body;
            }

            Trouble = "A JSON object is needed, such as {}.";
        }
        catch (JsonException e)
        {
            Trouble = $"This is no JSON: {e.Message}";
        }

        return null;
    }

    private Task NoteEditAsync() => OnChanged.InvokeAsync();

    private async Task SwitchAsync()
    {
        Trouble = null;
        if (!IsJson)
        {
            (Json, IsJson) = (JsonOf(Value), true);
            await OnChanged.InvokeAsync();
        }
        else if (ReadJson() is { } body)
        {
            if (Value.Fill(body) is { Count: > 0 } strange)
            {
                // Nothing that was written may get lost on the way into the fields.
                Trouble = $"There is no field for {string.Join(", ", strange)}.";
                return;
            }

            IsJson = false;
            await OnChanged.InvokeAsync();
        }
    }

    private Task FillExampleAsync()
    {
        Trouble = null;
        Value.Fill(Example);
        Json = JsonOf(Value);
        return OnChanged.InvokeAsync();
    }
}
