using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace ChargePointEmulator.Check.Drivers;

/// <summary>Sends the HTTP requests of a driver file. Any 2xx answer means that the operation was caused.</summary>
internal sealed class HttpDriver : IDriver
{
    private const int MaxAnswerShown = 300;

    private readonly HttpDriverFile _file;
    private readonly HttpClient _http;

    public HttpDriver(HttpDriverFile file) => (_file, _http) = (file, new HttpClient { Timeout = TimeSpan.FromSeconds(60) });

    public bool CanDrive(string operation) => _file.Find(operation) is not null;

    public async Task<string> DriveAsync(DriveRequest request, CancellationToken cancellationToken)
    {
        var operation = _file.Find(request.Operation) ?? throw new NotApplicableException($"{request.Operation} is not in the driver file");
        var values = new PlaceholderValues(request.ChargePointId, request.Operation, JsonSerializer.Deserialize<JsonElement>(request.Payload));
        using var message = new HttpRequestMessage(new HttpMethod(operation.Method), _file.UrlOf(operation, values));
        foreach (var (name, value) in operation.Headers)
        {
            message.Headers.TryAddWithoutValidation(name, value.Fill(values, text => text));
        }

        if (operation.Body is { } body)
        {
            message.Content = new StringContent(body.Fill(values, text => JsonEncodedText.Encode(text).ToString()), Encoding.UTF8, MediaTypeHeaderValue.Parse(operation.ContentType));
        }

        try
        {
            using var answer = await _http.SendAsync(message, cancellationToken);
            var text = await answer.Content.ReadAsStringAsync(cancellationToken);
            var shown = $"HTTP {(int)answer.StatusCode} {(text.Length > MaxAnswerShown ? text[..MaxAnswerShown] : text)}".TrimEnd();
            return answer.IsSuccessStatusCode
                ? shown
                : throw new EnvironmentException($"the driver's {message.Method} {message.RequestUri} for {request.Operation} was answered {shown}");
        }
        catch (HttpRequestException e)
        {
            throw new EnvironmentException($"the driver's {message.Method} {message.RequestUri} failed: {e.Message}");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new EnvironmentException($"the driver's {message.Method} {message.RequestUri} was not answered within {_http.Timeout.TotalSeconds:0} s");
        }
    }

    public ValueTask DisposeAsync()
    {
        _http.Dispose();
        return ValueTask.CompletedTask;
    }
}
