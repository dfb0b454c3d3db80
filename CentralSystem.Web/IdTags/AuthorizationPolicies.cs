using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Text.RegularExpressions;
using CentralSystem.Web.Access;
using CentralSystem.Web.Api;
using CentralSystem.Web.ChargePoints;
using CentralSystem.Web.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CentralSystem.Web.IdTags;

/// <summary>The authorization policy of every Charge Point, in memory and in the database.</summary>
internal sealed class AuthorizationPolicies : IMirror
{
    private readonly GroupCommitWriter _writer;
    private readonly IDbContextFactory<CentralSystemDbContext> _contexts;
    private readonly AuthorizationOptions _options;
    private readonly TimeProvider _time;
    private readonly PolicyInForce _default;
    private readonly ConcurrentDictionary<int, PolicyInForce> _policies = new();

    public AuthorizationPolicies(
        GroupCommitWriter writer, IDbContextFactory<CentralSystemDbContext> contexts, IOptions<AuthorizationOptions> options, TimeProvider time)
    {
        (_writer, _contexts, _options, _time) = (writer, contexts, options.Value, time);
        _default = InForce(new AuthorizationPolicy());
    }

    /// <summary>Tells of a Charge Point whose policy changed. On the storage writer's thread.</summary>
    public event Action<ChargePointState>? Changed;

    /// <summary>What holds at a Charge Point.</summary>
    public PolicyInForce Of(ChargePointState chargePoint) => !_policies.IsEmpty && _policies.TryGetValue(chargePoint.Key, out var policy) ? policy : _default;

    /// <summary>What was said of a Charge Point; revision 0 when nothing ever was.</summary>
    public async Task<(AuthorizationPolicy Policy, int Revision)> GetAsync(ChargePointState chargePoint, CancellationToken cancellationToken)
    {
        await using var db = await _contexts.CreateDbContextAsync(cancellationToken);
        var row = await db.ChargePointPolicies.SingleOrDefaultAsync(p => p.ChargePointKey == chargePoint.Key, cancellationToken);
        return row is null ? (new AuthorizationPolicy(), 0) : (row.Policy, row.Revision);
    }

    /// <summary>Replaces what is said of a Charge Point; the next message is judged by it.</summary>
    /// <remarks>Errors: <see cref="ProblemException"/> (412) when it was changed meanwhile.</remarks>
    public async Task<int> PutAsync(ChargePointState chargePoint, AuthorizationPolicy policy, ExpectedRevision expected)
    {
        var (caller, now) = (Caller.Current, _time.GetUtcNow());
        return await _writer.ChangeAsync(
            db =>
            {
                var row = db.ChargePointPolicies.Find(chargePoint.Key);
                if (row is null)
                {
                    // Revision 0 is the absence of the row: that is what a caller read who edits it for the first time.
                    row = new ChargePointPolicy { ChargePointKey = chargePoint.Key, Policy = policy };
                    expected.Check(row);
                    row.Revision = 1;
                    db.ChargePointPolicies.Add(row);
                }
                else
                {
                    expected.Check(row);
                    row.Policy = policy;
                }

                row.UpdatedAt = now;
                db.Audit(caller, now, "authorization-policy.changed", chargePoint.Identity, policy);
                db.SaveChanges();
                return row.Revision;
            },
            _ =>
            {
                _policies[chargePoint.Key] = InForce(policy);
                Changed?.Invoke(chargePoint);
            });
    }

    public void Load(CentralSystemDbContext db)
    {
        foreach (var row in db.ChargePointPolicies.AsNoTracking())
        {
            _policies[row.ChargePointKey] = InForce(row.Policy);
        }
    }

    private PolicyInForce InForce(AuthorizationPolicy policy)
    {
        SuffixPatternAttribute.TryCompile(policy.StripSuffixPattern ?? _options.StripSuffixPattern, out var suffix);
        return new PolicyInForce(policy.StripPrefix ?? _options.StripPrefix, suffix, policy.LetterCase ?? _options.LetterCase)
        {
            FreeVend = policy.FreeVend ?? _options.FreeVend,
            FreeVendIdTags = policy.FreeVendIdTags.ToFrozenSet(StringComparer.OrdinalIgnoreCase),
            SynchronizeLocalList = policy.SynchronizeLocalList,
        };
    }
}

/// <summary>A policy with the settings filled in, ready to be applied to every message.</summary>
internal sealed class PolicyInForce(string? prefix, Regex? suffix, LetterCase letterCase)
{
    private readonly bool _changesNothing = string.IsNullOrEmpty(prefix) && suffix is null && letterCase == LetterCase.AsSent;

    public FreeVendMode FreeVend { get; init; }

    public FrozenSet<string> FreeVendIdTags { get; init; } = [];

    /// <summary>Null takes what is set for the Charge Point's tags, or for all.</summary>
    public bool? SynchronizeLocalList { get; init; }

    /// <summary>The idTag to look up; the very same text where nothing is to be done.</summary>
    public string Normalized(string idTag)
    {
        if (_changesNothing)
        {
            return idTag;
        }

        var name = idTag;
        if (!string.IsNullOrEmpty(prefix) && name.Length > prefix.Length && name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
        {
            name = name[prefix.Length..];
        }

        // An idTag that would vanish is left whole.
        if (suffix?.Match(name) is { Success: true, Index: > 0 } match)
        {
            name = name[..match.Index];
        }

        name = letterCase switch
        {
            LetterCase.Upper => name.ToUpperInvariant(),
            LetterCase.Lower => name.ToLowerInvariant(),
            _ => name,
        };
        return name == idTag ? idTag : name;
    }

    /// <summary>Whether the idTag is accepted here whatever is registered of it.</summary>
    public bool Vends(string normalizedIdTag) => FreeVend switch
    {
        FreeVendMode.AnyIdTag => true,
        FreeVendMode.ListedIdTags => FreeVendIdTags.Contains(normalizedIdTag),
        _ => false,
    };
}
